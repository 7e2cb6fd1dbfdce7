import Columnar

/// min and max: NaN is above all numbers, texts compare by bytes.
final class ExtremeAccumulator: Accumulator {
    private let type: DataType
    private let isMaximum: Bool
    @exclusivity(unchecked) private var doubles: [Double] = []
    @exclusivity(unchecked) private var integers: [Int64] = []
    @exclusivity(unchecked) private var decimals: [Int128] = []
    @exclusivity(unchecked) private var texts: [String?] = []
    @exclusivity(unchecked) private var seen: [Bool] = []

    init(type: DataType, isMaximum: Bool) {
        self.type = type
        self.isMaximum = isMaximum
    }

    func reserve(_ bound: Int) {
        switch type {
        case .double: grow(&doubles, to: bound, with: 0)
        case .decimal: grow(&decimals, to: bound, with: 0)
        case .string: grow(&texts, to: bound, with: nil)
        default: grow(&integers, to: bound, with: 0)
        }
        grow(&seen, to: bound, with: false)
    }

    func update(_ arguments: [Column], rowCount: Int, selection: Selection?, groups: UnsafePointer<UInt32>?) {
        let column = arguments[0]
        let validity = UnsafePointer(column.validity)
        switch column.type {
        case .null: break
        case .double:
            let values = UnsafePointer(column.doubles)
            if groups == nil, selection == nil, validity == nil { return takeAll(values, rowCount) }
            each(rowCount, selection, validity, groups) { group, row in take(values[row], group) }
        case .int64, .timestamp:
            let values = UnsafePointer(column.int64s)
            each(rowCount, selection, validity, groups) { group, row in take(values[row], group) }
        case .decimal:
            let values = UnsafePointer(column.decimals)
            each(rowCount, selection, validity, groups) { group, row in take(values[row], group) }
        case .date:
            let values = UnsafePointer(column.days)
            each(rowCount, selection, validity, groups) { group, row in take(Int64(values[row]), group) }
        case .boolean:
            let values = UnsafePointer(column.booleans)
            each(rowCount, selection, validity, groups) { group, row in take(Int64(values[row]), group) }
        case .string:
            each(rowCount, selection, validity, groups) { group, row in
                let bytes = column.stringBytes(at: row)
                if let known = texts[group] {
                    let isLess = bytes.lexicographicallyPrecedes(known.utf8)
                    let isMore = known.utf8.lexicographicallyPrecedes(bytes)
                    if isMaximum ? !isMore : !isLess { return }
                }
                texts[group] = String(decoding: bytes, as: UTF8.self)
            }
        }
    }

    @inline(__always)
    private func each(
        _ rowCount: Int, _ selection: Selection?, _ validity: UnsafePointer<UInt8>?, _ groups: UnsafePointer<UInt32>?,
        _ body: (Int, Int) -> Void
    ) {
        if let groups {
            forEachRow(rowCount, selection, validity: validity) { row in body(Int(groups[row]), row) }
        } else {
            forEachRow(rowCount, selection, validity: validity) { row in body(0, row) }
        }
    }

    /// Takes a run of values into the one group; four at a time, so that none waits for the one before.
    private func takeAll(_ values: UnsafePointer<Double>, _ count: Int) {
        guard count > 0 else { return }
        let raw = UnsafeRawPointer(values)
        var best = SIMD4<Double>(repeating: isMaximum ? -.infinity : .infinity)
        var hasNaN = SIMDMask<SIMD4<Double.SIMDMaskScalar>>(repeating: false)
        var row = 0
        while row &+ 4 <= count {
            let next = raw.loadUnaligned(fromByteOffset: row &* 8, as: SIMD4<Double>.self)
            // A comparison with NaN is false: what is best stays.
            best.replace(with: next, where: isMaximum ? next .> best : next .< best)
            hasNaN .|= next .!= next
            row &+= 4
        }
        // Where NaN comes in, or zeros of both signs may, each value is looked at by itself: of zeros the first one stays.
        let isPlain = !any(hasNaN) && !any(best .== 0)
        if isPlain, row > 0 { for lane in 0..<4 { take(best[lane], 0) } }
        for row in (isPlain ? row : 0)..<count { take(values[row], 0) }
    }

    @inline(__always)
    private func take(_ value: Double, _ group: Int) {
        if seen[group] {
            let known = doubles[group]
            let wins =
                isMaximum
                ? value > known || (value.isNaN && !known.isNaN) : value < known || (known.isNaN && !value.isNaN)
            if wins { doubles[group] = value }
        } else {
            seen[group] = true
            doubles[group] = value
        }
    }

    @inline(__always)
    private func take(_ value: Int64, _ group: Int) {
        if seen[group] {
            if isMaximum ? value > integers[group] : value < integers[group] { integers[group] = value }
        } else {
            seen[group] = true
            integers[group] = value
        }
    }

    @inline(__always)
    private func take(_ value: Int128, _ group: Int) {
        if seen[group] {
            if isMaximum ? value > decimals[group] : value < decimals[group] { decimals[group] = value }
        } else {
            seen[group] = true
            decimals[group] = value
        }
    }

    func merge(_ other: any Accumulator, mapping: GroupMapping) {
        guard let other = other as? ExtremeAccumulator else { return }
        mapping.forEach { group, target in
            if type == .string {
                guard let text = other.texts[group] else { return }
                if let known = texts[target] {
                    let wins =
                        isMaximum
                        ? known.utf8.lexicographicallyPrecedes(text.utf8)
                        : text.utf8.lexicographicallyPrecedes(known.utf8)
                    if !wins { return }
                }
                texts[target] = text
            } else if other.seen[group] {
                switch type {
                case .double: take(other.doubles[group], target)
                case .decimal: take(other.decimals[group], target)
                default: take(other.integers[group], target)
                }
            }
        }
    }

    var bytes: Int {
        doubles.capacity * 8 + integers.capacity * 8 + decimals.capacity * 16 + texts.capacity * 32 + seen.capacity
    }

    func finish(_ groups: [UInt32]) -> Column {
        Column(
            type,
            groups.map { group in
                let group = Int(group)
                switch type {
                case .null: return .null
                case .string: return texts[group].map { .string($0) } ?? .null
                case .double: return seen[group] ? .double(doubles[group]) : .null
                case .int64: return seen[group] ? .int64(integers[group]) : .null
                case .timestamp: return seen[group] ? .timestamp(integers[group]) : .null
                case .decimal(_, let scale):
                    return seen[group]
                        ? .decimal(DecimalNumber(unscaled: decimals[group], scale: scale)) : .null
                case .date: return seen[group] ? .date(Int32(truncatingIfNeeded: integers[group])) : .null
                case .boolean: return seen[group] ? .boolean(integers[group] != 0) : .null
                }
            })
    }
}
