package import Columnar

/// Some rows of a batch, strictly ascending: what a filter, a CASE branch or a short-circuited operand sees.
///
/// Everywhere in the engine a nil selection stands for all rows. A class because it owns its memory and because its identity
/// tells whether a value computed earlier covers it. Written by its maker, then only read: that is what makes it safe to send.
package final class Selection: @unchecked Sendable {
    /// The row numbers, `count` of them.
    package let rows: UnsafeMutablePointer<UInt32>
    /// How many rows are selected.
    @exclusivity(unchecked) package internal(set) var count: Int
    /// The selection this one was narrowed from; nil when that was all rows.
    let parent: Selection?

    /// An empty selection with room for `capacity` rows.
    package init(capacity: Int, narrowing parent: Selection? = nil) {
        rows = .allocate(capacity: max(capacity, 1))
        count = 0
        self.parent = parent
    }

    /// A selection of these rows, which must ascend.
    package convenience init(_ rows: [UInt32]) {
        self.init(capacity: rows.count)
        for row in rows {
            self.rows[count] = row
            count += 1
        }
    }

    deinit { rows.deallocate() }

    /// The row numbers as a buffer.
    package var indices: UnsafeBufferPointer<UInt32> { UnsafeBufferPointer(start: rows, count: count) }

    /// True when every row of `other` is known to be among this selection's, by how it was made.
    func covers(_ other: Selection?) -> Bool {
        var candidate = other
        while let selection = candidate {
            if selection === self { return true }
            candidate = selection.parent
        }
        return false
    }

    /// The rows, among those of `selection`, where a boolean column is true. Complexity: O(rows selected).
    package static func whereTrue(_ column: Column, rowCount: Int, in selection: Selection?) -> Selection {
        let values = UnsafePointer(column.booleans)
        let result = Selection(capacity: selection?.count ?? rowCount, narrowing: selection)
        let rows = result.rows
        var count = 0
        switch (selection, column.validity) {
        case (nil, nil):
            for row in 0..<rowCount {
                rows[count] = UInt32(truncatingIfNeeded: row)
                count &+= Int(values[row])
            }
        case (nil, let validity?):
            for row in 0..<rowCount {
                rows[count] = UInt32(truncatingIfNeeded: row)
                count &+= Int(values[row] & validity[row])
            }
        case (let selection?, nil):
            for index in 0..<selection.count {
                let row = selection.rows[index]
                rows[count] = row
                count &+= Int(values[Int(row)])
            }
        case (let selection?, let validity?):
            for index in 0..<selection.count {
                let row = selection.rows[index]
                rows[count] = row
                count &+= Int(values[Int(row)] & validity[Int(row)])
            }
        }
        result.count = count
        return result
    }

    /// The rows, among those of `selection`, for which `keeps` is true. Complexity: O(rows selected).
    @inline(__always)
    static func filtering(_ selection: Selection?, rowCount: Int, _ keeps: (Int) -> Bool) -> Selection {
        let result = Selection(capacity: selection?.count ?? rowCount, narrowing: selection)
        var count = 0
        if let selection {
            for index in 0..<selection.count {
                let row = selection.rows[index]
                result.rows[count] = row
                count &+= keeps(Int(row)).bit
            }
        } else {
            for row in 0..<rowCount {
                result.rows[count] = UInt32(truncatingIfNeeded: row)
                count &+= keeps(row).bit
            }
        }
        result.count = count
        return result
    }
}
