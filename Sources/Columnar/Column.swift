/// A contiguous run of values of one type, with a byte of validity a row where there are nulls.
///
/// Layout of `values` by type: `UInt8` (boolean, 0 or 1), `Int64` (int64, timestamp), `Double`, `Int32` (date), `Int128` (decimal: the unscaled
/// number at the type's scale), `StringView`
/// into `bytes` (string); a `null` column has none. A row whose validity is 0 is null, and its value is unspecified but
/// initialised. `validity == nil` means no nulls.
///
/// A class because it owns its memory and batches share it. Written by one owner up to the moment it is handed on, only
/// read afterwards: that is what makes it safe to send.
public final class Column: @unchecked Sendable {
    /// The type of every value.
    public let type: DataType
    /// The number of rows, at most `capacity`.
    @exclusivity(unchecked) public package(set) var count: Int
    /// The number of rows there is room for.
    package let capacity: Int
    /// `capacity` values of `type.width` bytes each, 64-byte aligned.
    @usableFromInline package let values: UnsafeMutableRawPointer
    /// One byte a row, 1 where there is a value and 0 where there is null; nil when no row is null.
    @exclusivity(unchecked) package private(set) var validity: UnsafeMutablePointer<UInt8>?
    /// The bytes that a string column's views point into.
    @exclusivity(unchecked) package var bytes: ByteBuffer?
    /// The few values that a column has, where a file or an expression tells them apart: each row that is not null has the value of its code.
    /// They say the same as the values, for whoever can do something once a value instead of once a row. A value may stand there twice, and
    /// what no row has may be anything.
    @exclusivity(unchecked) package var dictionary: Column?
    /// A code a row into `dictionary`, below its count; meaningless without one.
    @exclusivity(unchecked) package private(set) var codes: UnsafeMutablePointer<UInt32>?
    /// Fills the column when somebody wants to read it; nil once it is filled.
    @exclusivity(unchecked) package var loader: (any ColumnLoader)?

    /// A column with room for `capacity` rows and none in use. String columns need `bytes` before a view is read.
    package init(type: DataType, capacity: Int, bytes: ByteBuffer? = nil) {
        self.type = type
        self.capacity = capacity
        self.bytes = bytes
        count = 0
        values = LargeMemory.allocate(byteCount: capacity * type.width)
    }

    deinit {
        LargeMemory.free(values, byteCount: capacity * type.width)
        validity?.deallocate()
        codes?.deallocate()
    }

    /// The column with its values in place. Whatever reads a scan's column asks for it first.
    @inline(__always)
    package var loaded: Column {
        if let loader {
            self.loader = nil
            loader.load(self)
        }
        return self
    }

    /// Room for a code a row; what was there stays.
    package func makeCodes() -> UnsafeMutablePointer<UInt32> {
        if let codes { return codes }
        let made = UnsafeMutablePointer<UInt32>.allocate(capacity: max(64, capacity))
        codes = made
        return made
    }

    /// The validity bytes, made (all valid) when there were none. Complexity: O(capacity) the first time.
    package func makeValidity() -> UnsafeMutablePointer<UInt8> {
        if let validity { return validity }
        let made = UnsafeMutablePointer<UInt8>.allocate(capacity: max(64, capacity))
        made.initialize(repeating: 1, count: max(64, capacity))
        validity = made
        return made
    }

    /// Makes the column empty for reuse, without nulls.
    package func removeAll() {
        count = 0
        validity?.deallocate()
        validity = nil
        dictionary = nil
        loader = nil
    }

    /// The values as 64-bit integers; for `int64` and `timestamp` only.
    @inlinable package var int64s: UnsafeMutablePointer<Int64> { values.assumingMemoryBound(to: Int64.self) }
    /// The values as doubles; for `double` only.
    @inlinable package var doubles: UnsafeMutablePointer<Double> { values.assumingMemoryBound(to: Double.self) }
    /// The unscaled values; for decimals only.
    @inlinable package var decimals: UnsafeMutablePointer<Int128> { values.assumingMemoryBound(to: Int128.self) }
    /// The values as days; for `date` only.
    @inlinable package var days: UnsafeMutablePointer<Int32> { values.assumingMemoryBound(to: Int32.self) }
    /// The values as 0 or 1; for `boolean` only.
    @inlinable package var booleans: UnsafeMutablePointer<UInt8> { values.assumingMemoryBound(to: UInt8.self) }
    /// The values as views into `bytes`; for `string` only.
    @inlinable package var strings: UnsafeMutablePointer<StringView> { values.assumingMemoryBound(to: StringView.self) }

    /// True when the row holds no value. `row` must be in `0..<count`.
    public func isNull(at row: Int) -> Bool {
        precondition(row >= 0 && row < count, "row out of range")
        _ = loaded
        if type == .null { return true }
        return validity.map { $0[row] == 0 } ?? false
    }

    /// The value of a row. `row` must be in `0..<count`. Complexity: O(1), and O(length) for a string.
    public subscript(row: Int) -> Scalar {
        if isNull(at: row) { return .null }
        switch type {
        case .null: return .null
        case .boolean: return .boolean(booleans[row] != 0)
        case .int64: return .int64(int64s[row])
        case .double: return .double(doubles[row])
        case .decimal(_, let scale): return .decimal(DecimalNumber(unscaled: decimals[row], scale: scale))
        case .date: return .date(days[row])
        case .timestamp: return .timestamp(int64s[row])
        case .string: return .string(String(decoding: stringBytes(at: row), as: UTF8.self))
        }
    }

    /// The bytes of a string row that is not null.
    package func stringBytes(at row: Int) -> UnsafeBufferPointer<UInt8> {
        let view = strings[row]
        guard view.length > 0, let bytes else { return UnsafeBufferPointer(start: nil, count: 0) }
        return UnsafeBufferPointer(start: bytes.base + Int(view.offset), count: Int(view.length))
    }

    /// All values in order. Complexity: O(rows).
    public var scalars: [Scalar] { (0..<count).map { self[$0] } }

    /// Appends a value; it must be null or of the column's type, and there must be room.
    package func append(_ scalar: Scalar) {
        precondition(count < capacity, "column is full")
        let row = count
        count += 1
        switch (type, scalar) {
        case (_, .null):
            if type != .null {
                makeValidity()[row] = 0
                (values + row * type.width).initializeMemory(as: UInt8.self, repeating: 0, count: type.width)
            }
        case (.boolean, .boolean(let value)): booleans[row] = value ? 1 : 0
        case (.int64, .int64(let value)), (.timestamp, .timestamp(let value)): int64s[row] = value
        case (.double, .double(let value)): doubles[row] = value
        case (.double, .int64(let value)): doubles[row] = Double(value)
        case (.decimal(_, let scale), .decimal(let value)) where value.scale == scale: decimals[row] = value.unscaled
        case (.date, .date(let value)): days[row] = value
        case (.string, .string(let value)):
            let buffer = bytes ?? ByteBuffer(capacity: 256)
            bytes = buffer
            var value = value
            let offset = value.withUTF8 { text in
                text.baseAddress.map { buffer.append($0, count: text.count) } ?? buffer.count
            }
            strings[row] = StringView(offset: UInt32(offset), length: UInt32(value.utf8.count))
        default: preconditionFailure("a \(scalar.type.name) does not fit into a \(type.name) column")
        }
    }

    /// A column of literal values, for tests and small results. Every scalar must be null or of `type`.
    public convenience init(_ type: DataType, _ scalars: [Scalar]) {
        self.init(type: type, capacity: scalars.count)
        for scalar in scalars { append(scalar) }
    }
}
