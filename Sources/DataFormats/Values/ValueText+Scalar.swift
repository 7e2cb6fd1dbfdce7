import Columnar

extension ValueText {
    /// A whole text as one value of a type; nil when it is none. Sixteen bytes behind the text must be readable.
    static func scalar(
        _ text: UnsafeBufferPointer<UInt8>, as type: DataType, _ timestamps: inout TimestampParser
    ) -> Scalar? {
        guard let start = text.baseAddress else { return nil }
        let count = text.count
        switch type {
        case .boolean:
            var value: UInt8 = 0
            return boolean(start, count, into: &value) == nil ? .boolean(value != 0) : nil
        case .int64:
            var value: Int64 = 0
            return int64(start, count, into: &value) == nil ? .int64(value) : nil
        case .double:
            var value = 0.0
            return double(start, count, into: &value) == nil ? .double(value) : nil
        case .decimal(let precision, let scale):
            var value: Int128 = 0
            guard decimal(start, count, precision: precision, scale: scale, into: &value) == nil else { return nil }
            return .decimal(DecimalNumber(unscaled: value, scale: scale))
        case .date:
            var value: Int32 = 0
            return date(start, count, into: &value) == nil ? .date(value) : nil
        case .timestamp: return timestamps.parse(start, count).map { .timestamp($0) }
        case .string: return .string(String(decoding: text, as: UTF8.self))
        case .null: return .null
        }
    }
}
