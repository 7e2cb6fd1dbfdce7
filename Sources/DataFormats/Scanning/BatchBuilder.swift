import Columnar

/// The columns that a decoder fills; handed on as a batch and used again when the receiver has let go of them.
struct BatchBuilder {
    /// One field for each column that is filled.
    let fields: [Field]
    /// The most rows.
    let capacity: Int
    private(set) var columns: [Column] = []
    /// Rows filled so far.
    var rows = 0

    init(fields: [Field], capacity: Int) {
        self.fields = fields
        self.capacity = capacity
    }

    /// Lets go of the chunk's bytes where nobody else holds the columns.
    mutating func release() {
        for index in columns.indices where isKnownUniquelyReferenced(&columns[index]) { columns[index].bytes = nil }
    }

    /// Empties the columns, making new ones where the old ones are still in use. Strings will point into `bytes`.
    mutating func prepare(bytes: ByteBuffer) {
        rows = 0
        if columns.isEmpty { columns = fields.map { Column(type: $0.type, capacity: capacity) } }
        for index in columns.indices {
            if isKnownUniquelyReferenced(&columns[index]) {
                columns[index].removeAll()
            } else {
                columns[index] = Column(type: fields[index].type, capacity: capacity)
            }
            if fields[index].type == .string { columns[index].bytes = bytes }
        }
    }

    /// Sets the columns' lengths.
    func seal() {
        for column in columns { column.count = rows }
    }

    /// Removes rows, given ascending without repeats. Complexity: O(rows behind the first).
    mutating func remove(_ removed: [Int]) {
        guard let first = removed.first else { return }
        for column in columns {
            var target = first
            var next = 0
            let width = column.type.width
            for row in first..<rows {
                if next < removed.count, removed[next] == row {
                    next += 1
                    continue
                }
                if width > 0 {
                    (column.values + target * width).copyMemory(from: column.values + row * width, byteCount: width)
                }
                if let validity = column.validity { validity[target] = validity[row] }
                target += 1
            }
            // Rows filled later expect "valid" behind the last row.
            if let validity = column.validity { for row in target..<rows { validity[row] = 1 } }
        }
        rows -= removed.count
    }
}
