import Columnar

/// One argument's values by row number. Invariant: valid as long as the window's input lives.
struct WindowArgument {
    let type: DataType
    /// Values and how far apart they are; 0 for a constant. Unused for coded texts.
    private let values: UnsafeRawPointer
    private let stride: Int
    private let bytes: UnsafePointer<UInt8>
    private let validity: ValidityAccess
    /// The codes of coded texts, and where each code's text lies in `bytes`.
    private let codes: UnsafePointer<UInt32>?
    private let views: UnsafePointer<StringView>

    init(_ source: WindowInput.Values?, type: DataType) {
        self.type = type
        let nothing = UnsafePointer(Access<StringView>.noBytes)
        var values = UnsafeRawPointer(nothing)
        var stride = 0
        var bytes = nothing
        var validity = ValidityAccess(pointer: nil, otherwise: 0)
        var codes: UnsafePointer<UInt32>?
        var views = UnsafeRawPointer(nothing).assumingMemoryBound(to: StringView.self)
        switch source {
        case .operand(let operand)?:
            values = UnsafeRawPointer(operand.column.values)
            stride = operand.stride
            bytes = operand.column.bytes.map { UnsafePointer($0.base) } ?? nothing
            validity = operand.validityAccess
        case .codes(let buffer, let dictionary)?:
            codes = UnsafePointer(buffer.values)
            views = UnsafePointer(dictionary.views)
            bytes = UnsafePointer(dictionary.bytes.base)
        case nil: break
        }
        (self.values, self.stride, self.bytes, self.validity) = (values, stride, bytes, validity)
        (self.codes, self.views) = (codes, views)
    }

    /// Whether a row may be null.
    var hasNulls: Bool { type == .null || codes != nil || validity.pointer != nil || validity.otherwise == 0 }

    @inline(__always)
    func isNull(_ row: Int) -> Bool { codes.map { $0[row] == 0 } ?? (validity[row] == 0) }

    /// The value of a row that is not null; `Value` must be what `Column` documents for the type.
    @inline(__always)
    private func value<Value>(_ row: Int, _: Value.Type) -> Value {
        values.assumingMemoryBound(to: Value.self)[row &* stride]
    }

    func isTrue(_ row: Int) -> Bool { !isNull(row) && value(row, UInt8.self) != 0 }

    @inline(__always)
    func int64(_ row: Int) -> Int64 { value(row, Int64.self) }

    @inline(__always)
    func double(_ row: Int) -> Double { value(row, Double.self) }

    /// The value of a row that is not null as a word that only equal values have; of texts their code, of decimals nothing of use.
    @inline(__always)
    func word(_ row: Int) -> UInt64 {
        if let codes { return UInt64(codes[row]) }
        switch type {
        case .boolean: return UInt64(value(row, UInt8.self))
        case .date: return UInt64(bitPattern: Int64(value(row, Int32.self)))
        case .int64, .timestamp: return UInt64(bitPattern: value(row, Int64.self))
        case .double: return WordDictionary.word(value(row, Double.self))
        // A text without codes is a constant.
        case .null, .string, .decimal: return 0
        }
    }

    /// The number of a row that is not null as a word that orders as it does: doubles with -0.0 as 0.0 and NaN above infinity.
    @inline(__always)
    func orderedWord(_ row: Int) -> UInt64 {
        switch type {
        case .double: OrderedWord.of(value(row, Double.self))
        // Of at most 18 digits: the lower half holds them all.
        case .decimal: OrderedWord.of(Int64(truncatingIfNeeded: value(row, Int128.self)))
        default: OrderedWord.of(value(row, Int64.self))
        }
    }

    /// A decimal's unscaled number.
    @inline(__always)
    func decimal(_ row: Int) -> Int128 { value(row, Int128.self) }

    /// The bytes of a row's text.
    func text(_ row: Int) -> UnsafeBufferPointer<UInt8> {
        let view = codes.map { views[Int($0[row])] } ?? value(row, StringView.self)
        return UnsafeBufferPointer(start: bytes + (view.length == 0 ? 0 : Int(view.offset)), count: Int(view.length))
    }

    /// Whether a row's value sorts before another's; neither is null.
    func isLess(_ a: Int, _ b: Int) -> Bool {
        switch type {
        case .null: false
        case .boolean: value(a, UInt8.self) < value(b, UInt8.self)
        case .decimal: value(a, Int128.self) < value(b, Int128.self)
        case .date: value(a, Int32.self) < value(b, Int32.self)
        case .int64, .timestamp: value(a, Int64.self) < value(b, Int64.self)
        case .double: lessDoubles(value(a, Double.self), value(b, Double.self))
        case .string: compareBytes(text(a), text(b)) < 0
        }
    }

    var isInteger: Bool { type == .int64 }
}
