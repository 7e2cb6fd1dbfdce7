/// A table of a FlatBuffer (google.github.io/flatbuffers, "internals"): fields found through its vtable, every access checked.
///
/// The bytes must outlive the value.
struct FlatBufferTable {
    private let bytes: UnsafeRawBufferPointer
    /// Where the table starts.
    private let place: Int

    /// The root table of a buffer.
    init(root bytes: UnsafeRawBufferPointer) throws(ArrowFault) {
        self.bytes = bytes
        place = Int(try FlatBufferTable.load(UInt32.self, bytes, 0))
        _ = try FlatBufferTable.load(Int32.self, bytes, place)
    }

    private init(bytes: UnsafeRawBufferPointer, place: Int) throws(ArrowFault) {
        self.bytes = bytes
        self.place = place
        _ = try FlatBufferTable.load(Int32.self, bytes, place)
    }

    private static func load<Value: FixedWidthInteger>(
        _ type: Value.Type, _ bytes: UnsafeRawBufferPointer, _ offset: Int
    ) throws(ArrowFault) -> Value {
        guard offset >= 0, offset <= bytes.count - MemoryLayout<Value>.size else { throw ArrowFault.truncated }
        return Value(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: Value.self))
    }

    /// Where a field's value starts; nil when the table does not have it.
    private func offset(_ field: Int) throws(ArrowFault) -> Int? {
        let vtable = place - Int(try FlatBufferTable.load(Int32.self, bytes, place))
        let size = Int(try FlatBufferTable.load(UInt16.self, bytes, vtable))
        let slot = 4 + 2 * field
        guard slot + 2 <= size else { return nil }
        let offset = Int(try FlatBufferTable.load(UInt16.self, bytes, vtable + slot))
        return offset == 0 ? nil : place + offset
    }

    /// A field that is a number, or what stands for it when it is left out.
    func integer<Value: FixedWidthInteger>(_ field: Int, default value: Value) throws(ArrowFault) -> Value {
        guard let offset = try offset(field) else { return value }
        return try FlatBufferTable.load(Value.self, bytes, offset)
    }

    /// A field that is a table; nil when it is left out.
    func table(_ field: Int) throws(ArrowFault) -> FlatBufferTable? {
        guard let offset = try offset(field) else { return nil }
        return try FlatBufferTable(
            bytes: bytes, place: offset + Int(try FlatBufferTable.load(UInt32.self, bytes, offset)))
    }

    /// Where a vector's elements start and how many there are; none when it is left out.
    private func vector(_ field: Int, elementSize: Int) throws(ArrowFault) -> (start: Int, count: Int) {
        guard let offset = try offset(field) else { return (0, 0) }
        let place = offset + Int(try FlatBufferTable.load(UInt32.self, bytes, offset))
        let count = Int(try FlatBufferTable.load(UInt32.self, bytes, place))
        guard count <= (bytes.count - place - 4) / elementSize else { throw ArrowFault.truncated }
        return (place + 4, count)
    }

    /// A field that is a vector of tables.
    func tables(_ field: Int) throws(ArrowFault) -> [FlatBufferTable] {
        let (start, count) = try vector(field, elementSize: 4)
        var tables: [FlatBufferTable] = []
        for index in 0..<count {
            let place = start + 4 * index
            tables.append(
                try FlatBufferTable(
                    bytes: bytes, place: place + Int(try FlatBufferTable.load(UInt32.self, bytes, place))))
        }
        return tables
    }

    /// A field that is a vector of pairs of 64-bit integers.
    func pairs(_ field: Int) throws(ArrowFault) -> [(Int64, Int64)] {
        let (start, count) = try vector(field, elementSize: 16)
        var pairs: [(Int64, Int64)] = []
        pairs.reserveCapacity(count)
        for index in 0..<count {
            pairs.append(
                (
                    try FlatBufferTable.load(Int64.self, bytes, start + 16 * index),
                    try FlatBufferTable.load(Int64.self, bytes, start + 16 * index + 8)
                ))
        }
        return pairs
    }

    /// Whether a field is there.
    func has(_ field: Int) throws(ArrowFault) -> Bool { try offset(field) != nil }
}
