/// Pairs of rows of the two sides of a join, by the left ones; `UInt32.max` on the right stands for no partner.
struct RowPairs {
    private(set) var left: [UInt32] = []
    private(set) var right: [UInt32] = []

    var count: Int { left.count }

    mutating func reserve(_ more: Int) {
        left.reserveCapacity(left.count + more)
        right.reserveCapacity(right.count + more)
    }

    @inline(__always)
    mutating func append(_ leftRow: UInt32, _ rightRow: UInt32) {
        left.append(leftRow)
        right.append(rightRow)
    }

    /// The pairs at some places.
    func chosen(_ places: Selection) -> RowPairs {
        var chosen = RowPairs()
        chosen.reserve(places.count)
        for place in places.indices { chosen.append(left[Int(place)], right[Int(place)]) }
        return chosen
    }

    /// The pairs, and the selected left rows without a partner at their place among the others.
    func keepingAll(rowCount: Int, _ selection: Selection?) -> RowPairs {
        var all = RowPairs()
        all.reserve(count)
        var place = 0
        forEachRow(rowCount, selection, validity: nil) { row in
            if place >= count || left[place] != UInt32(row) {
                all.append(UInt32(row), .max)
            } else {
                while place < count, left[place] == UInt32(row) {
                    all.append(left[place], right[place])
                    place += 1
                }
            }
        }
        return all
    }
}
