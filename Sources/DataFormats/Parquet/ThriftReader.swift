/// Reads structures in Thrift's compact protocol (thrift-compact-protocol.md) from bytes in memory.
///
/// Every read is checked against the end of the bytes; nothing is copied but texts. The bytes must outlive the reader.
struct ThriftReader {
    private let base: UnsafePointer<UInt8>
    private let end: Int
    /// The next byte to read.
    private(set) var position = 0

    /// Structures within structures that are passed over.
    private static let maximumDepth = 48

    init(_ bytes: UnsafeBufferPointer<UInt8>) {
        // An empty buffer has no base, and is never read.
        base = bytes.baseAddress ?? UnsafePointer(bitPattern: 1).unsafelyUnwrapped
        end = bytes.count
    }

    /// Reads a structure: calls `body` with each field's number and type. `body` reads the field's value and returns true, or leaves
    /// it unread and returns false.
    mutating func structure(
        _ body: (Int, ThriftType, inout ThriftReader) throws(ParquetFault) -> Bool
    ) throws(ParquetFault) {
        var number = 0
        while true {
            let head = try byte()
            guard let type = ThriftType(rawValue: head & 0x0F) else {
                throw .malformed("the metadata have a field of the unknown type \(head & 0x0F)")
            }
            if type == .stop { return }
            let step = Int(head >> 4)
            number = step == 0 ? Int(Int16(truncatingIfNeeded: try zigzag())) : number + step
            if !(try body(number, type, &self)) { try skip(type) }
        }
    }

    /// Reads a list's head and calls `body` for each element, which must read it.
    mutating func list(
        of expected: ThriftType, _ type: ThriftType, _ body: (inout ThriftReader) throws(ParquetFault) -> Void
    ) throws(ParquetFault) {
        guard type == .list || type == .set else { throw ThriftReader.mismatch(type, "a list") }
        let (count, element) = try listHead()
        guard element == expected || count == 0 else { throw ThriftReader.mismatch(element, "elements \(expected)") }
        for _ in 0..<count { try body(&self) }
    }

    /// Reads an integer of any width.
    mutating func integer(_ type: ThriftType) throws(ParquetFault) -> Int {
        switch type {
        case .byte: return Int(Int8(bitPattern: try byte()))
        case .int16, .int32, .int64: return Int(try zigzag())
        default: throw ThriftReader.mismatch(type, "an integer")
        }
    }

    /// A field's truth value, which stands in its type.
    func boolean(_ type: ThriftType) throws(ParquetFault) -> Bool {
        switch type {
        case .booleanTrue: return true
        case .booleanFalse: return false
        default: throw ThriftReader.mismatch(type, "a boolean")
        }
    }

    /// Reads bytes with their length; good as long as those that the reader was made of.
    mutating func binary(_ type: ThriftType) throws(ParquetFault) -> UnsafeBufferPointer<UInt8> {
        guard type == .binary else { throw ThriftReader.mismatch(type, "bytes") }
        let count = try unsigned()
        guard count <= UInt64(end - position) else { throw .truncated("a text of the metadata") }
        defer { position += Int(count) }
        return UnsafeBufferPointer(start: base + position, count: Int(count))
    }

    /// Reads a text; bytes that are not UTF-8 become U+FFFD.
    mutating func text(_ type: ThriftType) throws(ParquetFault) -> String {
        String(decoding: try binary(type), as: UTF8.self)
    }

    /// Passes over a value.
    mutating func skip(_ type: ThriftType) throws(ParquetFault) { try skip(type, depth: 0, inCollection: false) }

    // MARK: - Encoding

    private mutating func skip(_ type: ThriftType, depth: Int, inCollection: Bool) throws(ParquetFault) {
        guard depth < ThriftReader.maximumDepth else { throw .malformed("the metadata are nested too deep") }
        switch type {
        case .stop: throw ThriftReader.mismatch(type, "a value")
        // A field's truth value stands in its type, an element's in a byte.
        case .booleanTrue, .booleanFalse: if inCollection { try pass(1) }
        case .byte: try pass(1)
        case .int16, .int32, .int64: _ = try unsigned()
        case .double: try pass(8)
        case .uuid: try pass(16)
        case .binary: _ = try binary(type)
        case .list, .set:
            let (count, element) = try listHead()
            for _ in 0..<count { try skip(element, depth: depth + 1, inCollection: true) }
        case .map:
            let count = try unsigned()
            if count == 0 { return }
            let types = try byte()
            guard count <= UInt64(end - position), let key = ThriftType(rawValue: types >> 4),
                let value = ThriftType(rawValue: types & 0x0F)
            else { throw .malformed("the metadata have a map that cannot be read") }
            for _ in 0..<count {
                try skip(key, depth: depth + 1, inCollection: true)
                try skip(value, depth: depth + 1, inCollection: true)
            }
        case .structure:
            while true {
                let head = try byte()
                guard let field = ThriftType(rawValue: head & 0x0F) else {
                    throw .malformed("the metadata have a field of the unknown type \(head & 0x0F)")
                }
                if field == .stop { return }
                if head >> 4 == 0 { _ = try unsigned() }
                try skip(field, depth: depth + 1, inCollection: false)
            }
        }
    }

    /// The length and the type of a list; each element takes at least a byte.
    private mutating func listHead() throws(ParquetFault) -> (count: Int, element: ThriftType) {
        let head = try byte()
        guard let element = ThriftType(rawValue: head & 0x0F) else {
            throw .malformed("the metadata have a list of the unknown type \(head & 0x0F)")
        }
        let count = head >> 4 == 15 ? try unsigned() : UInt64(head >> 4)
        guard count <= UInt64(end - position) else { throw .truncated("a list of the metadata") }
        return (Int(count), element)
    }

    private mutating func pass(_ count: Int) throws(ParquetFault) {
        guard count <= end - position else { throw .truncated("a field of the metadata") }
        position += count
    }

    private mutating func byte() throws(ParquetFault) -> UInt8 {
        guard position < end else { throw .truncated("a structure of the metadata") }
        defer { position += 1 }
        return base[position]
    }

    private mutating func zigzag() throws(ParquetFault) -> Int64 {
        let number = try unsigned()
        return Int64(bitPattern: number >> 1) ^ -Int64(bitPattern: number & 1)
    }

    private mutating func unsigned() throws(ParquetFault) -> UInt64 {
        var value: UInt64 = 0
        for shift in stride(from: UInt64(0), to: 70, by: 7) {
            let next = try byte()
            value |= UInt64(next & 0x7F) << shift
            if next < 0x80 { return value }
        }
        throw .malformed("the metadata have a number of more than ten bytes")
    }

    private static func mismatch(_ found: ThriftType, _ expected: String) -> ParquetFault {
        .malformed("the metadata have a field of type \(found), expected \(expected)")
    }
}
