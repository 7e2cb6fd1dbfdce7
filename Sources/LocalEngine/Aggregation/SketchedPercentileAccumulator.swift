import Columnar

/// approx_percentile of integers, doubles or decimals of up to 18 digits: a `QuantileSketch` a group.
final class SketchedPercentileAccumulator: Accumulator {
    private let type: DataType
    private let fraction: Double
    @exclusivity(unchecked) private var sketches: [QuantileSketch] = []
    @exclusivity(unchecked) private var size = 0

    init(type: DataType, fraction: Double) {
        self.type = type
        self.fraction = fraction
    }

    func reserve(_ bound: Int) { grow(&sketches, to: bound, with: QuantileSketch()) }

    func update(_ arguments: [Column], rowCount: Int, selection: Selection?, groups: UnsafePointer<UInt32>?) {
        let column = arguments[0]
        let validity = UnsafePointer(column.validity)
        switch column.type {
        case .double:
            let values = UnsafePointer(column.doubles)
            forEachRow(rowCount, selection, validity: validity) { row in
                change(groups.map { Int($0[row]) } ?? 0) { $0.add(OrderedWord.of(values[row])) }
            }
        case .int64:
            let values = UnsafePointer(column.int64s)
            forEachRow(rowCount, selection, validity: validity) { row in
                change(groups.map { Int($0[row]) } ?? 0) { $0.add(OrderedWord.of(values[row])) }
            }
        case .decimal:
            // At most 18 digits: the lower half holds them all.
            let values = UnsafePointer(column.decimals)
            forEachRow(rowCount, selection, validity: validity) { row in
                change(groups.map { Int($0[row]) } ?? 0) {
                    $0.add(OrderedWord.of(Int64(truncatingIfNeeded: values[row])))
                }
            }
        default: break
        }
    }

    func merge(_ other: any Accumulator, mapping: GroupMapping) {
        guard let other = other as? SketchedPercentileAccumulator else { return }
        mapping.forEach { group, target in change(target) { $0.merge(other.sketches[group]) } }
    }

    @inline(__always)
    private func change(_ group: Int, _ body: (inout QuantileSketch) -> Void) {
        let before = sketches[group].size
        body(&sketches[group])
        size &+= sketches[group].size &- before
    }

    var bytes: Int { size * 16 + sketches.capacity * (MemoryLayout<QuantileSketch>.stride + 40) }

    func finish(_ groups: [UInt32]) -> Column {
        Column(
            type,
            groups.map { group in
                guard let word = sketches[Int(group)].value(fraction) else { return .null }
                if case .decimal(_, let scale) = type {
                    return .decimal(DecimalNumber(unscaled: Int128(OrderedWord.int64(word)), scale: scale))
                }
                return type == .int64 ? .int64(OrderedWord.int64(word)) : .double(OrderedWord.double(word))
            })
    }
}
