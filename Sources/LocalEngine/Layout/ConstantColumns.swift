import Columnar
import DataFormats

/// The columns of a scan that a file's folders tell, put among those that are read from it.
///
/// Columns are made once for each number of rows and never written again, so that a receiver may keep them.
struct ConstantColumns {
    /// For each column of the scan its place among the folders' columns; nil for one that is read.
    private let places: [Int?]
    private let fields: [Field]
    private let values: [Scalar]
    private var made: [Column] = []
    private var rows = -1

    /// `values` are the file's, for `partitions.fields`.
    init(_ schema: Schema, partitions: PartitionColumns, values: [Scalar]) {
        places = schema.fields.map { partitions.index(of: $0.name) }
        fields = schema.fields
        self.values = values
    }

    /// The scan's columns from those that were read.
    mutating func complete(_ read: [Column], rowCount: Int) -> [Column] {
        if places.allSatisfy({ $0 == nil }) { return read }
        if rows != rowCount {
            made = zip(fields, places).compactMap { field, place in
                place.map { Column(repeating: values[$0], type: field.type, count: rowCount) }
            }
            rows = rowCount
        }
        var nextRead = 0
        var nextMade = 0
        return places.map { place in
            if place == nil {
                nextRead += 1
                return read[nextRead - 1]
            }
            nextMade += 1
            return made[nextMade - 1]
        }
    }
}

extension Column {
    /// One value, `count` times. Complexity: O(count).
    convenience init(repeating value: Scalar, type: DataType, count: Int) {
        self.init(type: type, capacity: max(count, 1), bytes: type == .string ? ByteBuffer(capacity: 64) : nil)
        guard count > 0 else { return }
        append(value)
        let width = type.width
        for row in 1..<max(count, 1) {
            (values + row * width).copyMemory(from: values, byteCount: width)
            if let validity { validity[row] = validity[0] }
        }
        self.count = count
    }
}
