import Columnar

/// min and max: NaN is above all numbers, texts compare by bytes.
final class ExtremeAccumulator: Accumulator {
    private let type: DataType
    private let isMaximum: Bool
    @exclusivity(unchecked) private var doubles: [Double] = []
    @exclusivity(unchecked) private var integers: [Int64] = []
    @exclusivity(unchecked) private var decimals: [Int128] = []
    @exclusivity(unchecked) private var texts: [String?] = []
    @exclusivity(unchecked) private var seen: [Bool] = []

    init(type: DataType, isMaximum: Bool) {
        self.type = type
        self.isMaximum = isMaximum
    }

    func reserve(_ bound: Int) {
        switch type {
        case .double: grow(&doubles, to: bound, with: 0)
        case .decimal: grow(&decimals, to: bound, with: 0)
        case .string: grow(&texts, to: bound, with: nil)
        default: grow(&integers, to: bound, with: 0)
        }
        grow(&seen, to: bound, with: false)
    }

    func update(_ arguments: [Column], rowCount: Int, selection: Selection?, groups: UnsafePointer<UInt32>?) {
        let column = arguments[0]
        let validity = UnsafePointer(column.validity)
        switch column.type {
        case .null: break
        case .double:
            let values = UnsafePointer(column.doubles)
            if groups == nil, selection == nil, validity == nil { return takeAll(values, rowCount) }
            each(rowCount, selection, validity, groups) { group, row in take(values[row], group) }
        case .int64, .timestamp:
            let values = UnsafePointer(column.int64s)
            each(rowCount, selection, validity, groups) { group, row in take(values[row], group) }
        case .decimal:
            let values = UnsafePointer(column.decimals)
            each(rowCount, selection, validity, groups) { group, row in take(values[row], group) }
        case .date:
            let values = UnsafePointer(column.days)
            each(rowCount, selection, validity, groups) { group, row in take(Int64(values[row]), group) }
        case .boolean:
            let values = UnsafePointer(column.booleans)
            each(rowCount, selection, validity, groups) { group, row in take(Int64(values[row]), group) }
        case .string:
            each(rowCount, selection, validity, groups) { group, row in
                let bytes = column.stringBytes(at: row)
                if let known = texts[group] {
                    let isLess = bytes.lexicographicallyPrecedes(known.utf8)
                    let isMore = known.utf8.lexicographicallyPrecedes(bytes)
                    if isMaximum ? !isMore : !isLess { return }
                }
                texts[group] = String(decoding: bytes, as: UTF8.self)
            }
        }
    }

    @inline(__always)
    private func each(
        _ rowCount: Int, _ selection: Selection?, _ validity: UnsafePointer<UInt8>?, _ groups: UnsafePointer<UInt32>?,
        _ body: (Int, Int) -> Void
    ) {
        if let groups {
            forEachRow(rowCount, selection, validity: validity) { row in body(Int(groups[row]), row) }
        } else {
            forEachRow(rowCount, selection, validity: validity) { row in body(0, row) }
        }
    }

    /// Takes a run of values into the one group.
    private func takeAll(_ values: UnsafePointer<Double>, _ count: Int) {
        // The compiler makes a loop for each.
        isMaximum ? takeAll(values, count, isMaximum: true) : takeAll(values, count, isMaximum: false)
    }

    /// Eight at a time, so that none waits for the one before. In scalars, of which the compiler makes vector instructions for extremes.
    @inline(__always)
    private func takeAll(_ values: UnsafePointer<Double>, _ count: Int, isMaximum: Bool) {
        guard count >= 8 else {
            for row in 0..<count { take(values[row], 0) }
            return
        }
        // A comparison with NaN is false: what is best stays.
        func better(_ a: Double, _ b: Double) -> Double { isMaximum ? (a > b ? a : b) : (a < b ? a : b) }
        let worst = isMaximum ? -Double.infinity : Double.infinity
        var (a, b, c, d, e, f, g, h) = (worst, worst, worst, worst, worst, worst, worst, worst)
        // Stays zero as long as all values are finite, and all sums of two.
        var (first, second, third, fourth) = (0.0, 0.0, 0.0, 0.0)
        var row = 0
        while row &+ 8 <= count {
            let next = values + row
            (a, b, c, d) = (better(next[0], a), better(next[1], b), better(next[2], c), better(next[3], d))
            (e, f, g, h) = (better(next[4], e), better(next[5], f), better(next[6], g), better(next[7], h))
            first += (next[0] + next[4]) * 0
            second += (next[1] + next[5]) * 0
            third += (next[2] + next[6]) * 0
            fourth += (next[3] + next[7]) * 0
            row &+= 8
        }
        let best = better(better(better(a, b), better(c, d)), better(better(e, f), better(g, h)))
        // Where NaN may come in, or zeros of both signs, each value is looked at by itself: of zeros the first one stays.
        let isPlain = first + second + third + fourth == 0 && best != 0
        if isPlain { take(best, 0) }
        for row in (isPlain ? row : 0)..<count { take(values[row], 0) }
    }

    @inline(__always)
    private func take(_ value: Double, _ group: Int) {
        if seen[group] {
            let known = doubles[group]
            let wins =
                isMaximum
                ? value > known || (value.isNaN && !known.isNaN) : value < known || (known.isNaN && !value.isNaN)
            if wins { doubles[group] = value }
        } else {
            seen[group] = true
            doubles[group] = value
        }
    }

    @inline(__always)
    private func take(_ value: Int64, _ group: Int) {
        if seen[group] {
            if isMaximum ? value > integers[group] : value < integers[group] { integers[group] = value }
        } else {
            seen[group] = true
            integers[group] = value
        }
    }

    @inline(__always)
    private func take(_ value: Int128, _ group: Int) {
        if seen[group] {
            if isMaximum ? value > decimals[group] : value < decimals[group] { decimals[group] = value }
        } else {
            seen[group] = true
            decimals[group] = value
        }
    }

    func merge(_ other: any Accumulator, mapping: GroupMapping) {
        guard let other = other as? ExtremeAccumulator else { return }
        mapping.forEach { group, target in
            if type == .string {
                guard let text = other.texts[group] else { return }
                if let known = texts[target] {
                    let wins =
                        isMaximum
                        ? known.utf8.lexicographicallyPrecedes(text.utf8)
                        : text.utf8.lexicographicallyPrecedes(known.utf8)
                    if !wins { return }
                }
                texts[target] = text
            } else if other.seen[group] {
                switch type {
                case .double: take(other.doubles[group], target)
                case .decimal: take(other.decimals[group], target)
                default: take(other.integers[group], target)
                }
            }
        }
    }

    var bytes: Int {
        doubles.capacity * 8 + integers.capacity * 8 + decimals.capacity * 16 + texts.capacity * 32 + seen.capacity
    }

    func finish(_ groups: [UInt32]) -> Column {
        Column(
            type,
            groups.map { group in
                let group = Int(group)
                switch type {
                case .null: return .null
                case .string: return texts[group].map { .string($0) } ?? .null
                case .double: return seen[group] ? .double(doubles[group]) : .null
                case .int64: return seen[group] ? .int64(integers[group]) : .null
                case .timestamp: return seen[group] ? .timestamp(integers[group]) : .null
                case .decimal(_, let scale):
                    return seen[group]
                        ? .decimal(DecimalNumber(unscaled: decimals[group], scale: scale)) : .null
                case .date: return seen[group] ? .date(Int32(truncatingIfNeeded: integers[group])) : .null
                case .boolean: return seen[group] ? .boolean(integers[group] != 0) : .null
                }
            })
    }
}
