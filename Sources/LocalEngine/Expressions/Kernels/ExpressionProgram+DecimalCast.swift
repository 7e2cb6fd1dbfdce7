import Columnar

/// Casts from and to decimals: digits behind the target's scale are rounded half away from zero, digits too many before the point make a
/// cast fail.
extension ExpressionProgram {
    func castDecimals(_ cast: CastLoop) throws(EvaluationError) {
        let (value, out) = (cast.value, cast.out)
        let source = value.column.type.decimalType
        guard let target = out.type.decimalType else {
            if let source { try castDecimal(source, cast) }
            return
        }
        let limit = target.limit.magnitude
        switch value.column.type {
        case .decimal:
            guard let source else { return }
            let rescaling = DecimalRescaling(from: source.scale, to: target)
            if nodes[cast.index].isDense {
                let factor = rescaling.factor
                return mapLane(value.lane(Int128.self), count: rowCount, into: out.decimals) {
                    factor == 0 ? rescaling.rounded($0) : $0 &* factor
                }
            }
            try cast.convert(Int128.self, into: out.decimals) { rescaling.value($0) }
        case .int64:
            let rescaling = DecimalRescaling(from: 0, to: target)
            if nodes[cast.index].isDense {
                let factor = rescaling.factor
                return mapLane(value.lane(Int64.self), count: rowCount, into: out.decimals) { Int128($0) &* factor }
            }
            try cast.convert(Int64.self, into: out.decimals) { rescaling.value(Int128($0)) }
        case .boolean:
            let rescaling = DecimalRescaling(from: 0, to: target)
            try cast.convert(UInt8.self, into: out.decimals) { rescaling.value(Int128($0)) }
        case .timestamp:
            // Seconds since 1970 with their microseconds.
            let rescaling = DecimalRescaling(from: 6, to: target)
            try cast.convert(Int64.self, into: out.decimals) { rescaling.value(Int128($0)) }
        case .double:
            let scale = target.scale
            let power = DecimalNumber.doublePower(scale)
            try cast.convert(Double.self, into: out.decimals) { number in
                let result = DecimalNumber.unscaled(number, scale: scale, power: power)
                return result.flatMap { $0.magnitude < limit ? $0 : nil }
            }
        case .string:
            let scale = target.scale
            try cast.read(into: out.decimals) { text in
                let result = DecimalText(text)?.unscaled(scale: scale)
                return result.flatMap { $0.magnitude < limit ? $0 : nil }
            }
        case .null, .date: throw error(.unsupported, cast.index)
        }
    }

    /// To a type that is no decimal.
    private func castDecimal(_ source: DecimalType, _ cast: CastLoop) throws(EvaluationError) {
        let (value, out) = (cast.value, cast.out)
        let scale = source.scale
        switch out.type {
        case .double:
            let power = DecimalNumber.doublePower(scale)
            mapLane(value.lane(Int128.self), count: rowCount, into: out.doubles) {
                DecimalNumber.double($0, scale: scale, power: power)
            }
        case .boolean: mapLane(value.lane(Int128.self), count: rowCount, into: out.booleans) { $0 == 0 ? 0 : 1 }
        case .int64:
            let unit = DecimalNumber.powers[scale]
            try cast.convert(Int128.self, into: out.int64s) { Int64(exactly: unit == 1 ? $0 : $0 / unit) }
        case .timestamp:
            // Seconds since 1970; what is finer than a microsecond is cut off.
            let (up, down) = (DecimalNumber.powers[max(0, 6 - scale)], DecimalNumber.powers[max(0, scale - 6)])
            try cast.convert(Int128.self, into: out.int64s) { seconds in
                let (micros, overflow) = (seconds / down).multipliedReportingOverflow(by: up)
                return overflow ? nil : Int64(exactly: micros)
            }
        case .string: try cast.write(Int128.self) { $1.append(decimal: $0, scale: scale) }
        case .null, .decimal, .date: throw error(.unsupported, cast.index)
        }
    }
}

/// Brings unscaled numbers from one scale to another type.
struct DecimalRescaling {
    /// What a number is multiplied by; 0 where digits are dropped instead.
    let factor: Int128
    private let divisor: Int128
    /// Numbers are multiplied only below this, so that nothing overflows.
    private let sourceLimit: UInt128
    private let limit: UInt128

    init(from scale: Int, to target: DecimalType) {
        let powers = DecimalNumber.powers
        factor = target.scale >= scale ? powers[target.scale - scale] : 0
        divisor = powers[max(0, scale - target.scale)]
        sourceLimit = powers[max(0, min(38, target.precision - (target.scale - scale)))].magnitude
        limit = target.limit.magnitude
    }

    /// Without the digits that are dropped.
    @inline(__always)
    func rounded(_ value: Int128) -> Int128 { value.rounded(dividingBy: divisor) }

    /// The number at the target's scale; nil when it has too many digits.
    @inline(__always)
    func value(_ value: Int128) -> Int128? {
        if factor != 0 { return value.magnitude < sourceLimit ? value &* factor : nil }
        let result = rounded(value)
        return result.magnitude < limit ? result : nil
    }
}
