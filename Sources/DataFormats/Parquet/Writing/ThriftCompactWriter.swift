/// Writes Thrift structures in the compact protocol, which Parquet's headers and footer are spelt in.
///
/// Fields of a structure must be written in ascending order of their numbers. Source: Apache Thrift,
/// doc/specs/thrift-compact-protocol.md.
struct ThriftCompactWriter {
    /// What has been written.
    private(set) var bytes: [UInt8] = []
    /// The number of the field written last in the structure that is open.
    private var lastField = 0

    /// A whole structure as bytes.
    static func structure(_ fields: (inout ThriftCompactWriter) -> Void) -> [UInt8] {
        var writer = ThriftCompactWriter()
        writer.nested(fields)
        return writer.bytes
    }

    mutating func boolean(_ field: Int, _ value: Bool) { header(field, value ? .booleanTrue : .booleanFalse) }

    mutating func int16(_ field: Int, _ value: Int) {
        header(field, .int16)
        zigzag(value)
    }

    mutating func int32(_ field: Int, _ value: Int) {
        header(field, .int32)
        zigzag(value)
    }

    mutating func int64(_ field: Int, _ value: Int) {
        header(field, .int64)
        zigzag(value)
    }

    mutating func binary(_ field: Int, _ value: some Collection<UInt8>) {
        header(field, .binary)
        varint(UInt(value.count))
        bytes += value
    }

    mutating func structure(_ field: Int, _ fields: (inout ThriftCompactWriter) -> Void) {
        header(field, .structure)
        nested(fields)
    }

    mutating func int32s(_ field: Int, _ values: [Int]) {
        list(field, .int32, count: values.count)
        for value in values { zigzag(value) }
    }

    mutating func texts(_ field: Int, _ values: [String]) {
        list(field, .binary, count: values.count)
        for value in values {
            varint(UInt(value.utf8.count))
            bytes += value.utf8
        }
    }

    /// A list of structures, one for each element.
    mutating func structures<Element>(
        _ field: Int, _ elements: [Element], _ fields: (inout ThriftCompactWriter, Element) -> Void
    ) {
        list(field, .structure, count: elements.count)
        for element in elements { nested { fields(&$0, element) } }
    }

    private mutating func nested(_ fields: (inout ThriftCompactWriter) -> Void) {
        let outer = lastField
        lastField = 0
        fields(&self)
        bytes.append(ThriftType.stop.rawValue)
        lastField = outer
    }

    private mutating func header(_ field: Int, _ type: ThriftType) {
        let step = field - lastField
        if (1...15).contains(step) {
            bytes.append(UInt8(step) << 4 | type.rawValue)
        } else {
            bytes.append(type.rawValue)
            zigzag(field)
        }
        lastField = field
    }

    private mutating func list(_ field: Int, _ type: ThriftType, count: Int) {
        header(field, .list)
        if count < 15 {
            bytes.append(UInt8(count) << 4 | type.rawValue)
        } else {
            bytes.append(0xF0 | type.rawValue)
            varint(UInt(count))
        }
    }

    private mutating func zigzag(_ value: Int) {
        varint(UInt(bitPattern: value << 1 ^ value >> (Int.bitWidth - 1)))
    }

    private mutating func varint(_ value: UInt) {
        var rest = value
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }
}
