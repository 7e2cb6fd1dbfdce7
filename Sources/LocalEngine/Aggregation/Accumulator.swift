import Columnar
import QueryPlan

/// The partial results of one aggregate for all groups of one split, and how they are brought together.
///
/// After `update` with the rows of a split and `merge` of the states of later splits in order, `finish` gives what one state
/// over all rows would give, up to the rounding that the fixed split order fixes. Group numbers index everything. Classes,
/// because they own growing buffers and are reached through this protocol once a batch, never once a row.
protocol Accumulator: AnyObject {
    /// Makes room for groups below `bound`.
    func reserve(_ bound: Int)

    /// Takes the selected rows of a batch; `groups` gives the group by row number, nil when all are group 0.
    func update(
        _ arguments: [Column], rowCount: Int, selection: Selection?, groups: UnsafePointer<UInt32>?
    ) throws(EvaluationError)

    /// Takes the state of later rows for the groups that `mapping` names; their numbers here are reserved.
    func merge(_ other: any Accumulator, mapping: GroupMapping) throws(EvaluationError)

    /// Brings the state into an order in which merging some of its groups is cheap; called before several workers read it.
    func arrange()

    /// The memory that the state takes, in bytes, roughly. Complexity: O(1).
    var bytes: Int { get }

    /// The results of some groups, one row each.
    func finish(_ groups: [UInt32]) throws(EvaluationError) -> Column

    /// The same; up to `threads` threads look through very many values of a group.
    func finish(_ groups: [UInt32], threads: Int) throws(EvaluationError) -> Column
}

extension Accumulator {
    func arrange() {}

    func finish(_ groups: [UInt32], threads: Int) throws(EvaluationError) -> Column { try finish(groups) }
}

extension AggregateExpression {
    /// An empty state for this aggregate; `coding` tells the codes of a distinct argument that is a text column of a scan, and `rows` how many
    /// rows each group has had, when all of them come to the aggregate.
    func makeAccumulator(coding: TextCoding? = nil, rows: GroupArray<Int64>? = nil) -> any Accumulator {
        if function == .string_agg { return TextJoinAccumulator(self) }
        if isDistinct { return DistinctAccumulator(self, coding: coding) }
        let argument = arguments.first?.type ?? .null
        if function == .sum || function == .avg, let decimal = argument.decimalType, let result = type.decimalType {
            return DecimalSumAccumulator(decimal, type: result, isAverage: function == .avg)
        }
        switch function {
        case .countAll, .count: return CountAccumulator()
        case .sum: return argument == .int64 ? IntegerSumAccumulator() : SumAccumulator(isAverage: false, rows: rows)
        case .avg: return SumAccumulator(isAverage: true, rows: rows)
        case .min: return ExtremeAccumulator(type: argument, isMaximum: false)
        case .max: return ExtremeAccumulator(type: argument, isMaximum: true)
        case .min_by: return ChoiceAccumulator(type: type, by: arguments[1].type, .smallest)
        case .max_by: return ChoiceAccumulator(type: type, by: arguments[1].type, .largest)
        case .first: return ChoiceAccumulator(type: type, by: .null, .first)
        case .stddev_samp, .stddev_pop, .var_samp, .var_pop: return VarianceAccumulator(function)
        case .corr, .covar_samp, .covar_pop: return CovarianceAccumulator(function)
        case .single: return ChoiceAccumulator(type: type, by: .null, .only)
        case .last: return ChoiceAccumulator(type: type, by: .null, .last)
        case .percentile: return PercentileAccumulator(fraction: fraction)
        case .approx_percentile: return SketchedPercentileAccumulator(type: type, fraction: fraction)
        case .approx_count_distinct: return HyperLogLogAccumulator()
        case .string_agg: return TextJoinAccumulator(self)
        case .bool_and: return TruthAccumulator(isAnd: true)
        case .bool_or: return TruthAccumulator(isAnd: false)
        }
    }
}

extension AggregateExpression {
    /// The fraction of a percentile.
    var fraction: Double {
        if arguments.count > 1, case .literal(let scalar, _) = arguments[1] { return scalar.asDouble ?? 0.5 }
        return 0.5
    }
}

extension [Named<AggregateExpression>] {
    /// An empty state for each aggregate, nil where the number of rows is the answer; percentiles of the same values share them, and so do a
    /// sum and an average. `rows` is how many rows each group has had.
    func makeAccumulators(
        rows: GroupArray<Int64>, coding: (Expression) -> TextCoding?
    ) -> [(any Accumulator)?] {
        var owners: [AggregateExpression: any Accumulator] = [:]
        return map { named in
            let aggregate = named.value
            if aggregate.countsRows { return nil }
            let values = aggregate.sharedValues
            switch values.flatMap({ owners[$0] }) {
            case let owner as PercentileAccumulator: return SharedPercentile(fraction: aggregate.fraction, of: owner)
            case let owner as SumAccumulator: return SharedSum(isAverage: aggregate.function == .avg, of: owner)
            default: break
            }
            let accumulator = aggregate.makeAccumulator(
                coding: aggregate.arguments.first.flatMap(coding), rows: aggregate.filter == nil ? rows : nil)
            if let values { owners[values] = accumulator }
            return accumulator
        }
    }
}

extension AggregateExpression {
    /// What this aggregate has in common with others that keep the same of the same rows; nil where it shares nothing.
    fileprivate var sharedValues: AggregateExpression? {
        if isDistinct { return nil }
        var values = self
        switch function {
        case .percentile: values.arguments = columnArguments
        case .sum, .avg: values.function = .sum
        default: return nil
        }
        return values
    }
}

/// Grows an array to a group bound; for elements that own memory, and where groups are few.
func grow<Element>(_ array: inout [Element], to bound: Int, with value: Element) {
    if array.count < bound { array.append(contentsOf: repeatElement(value, count: bound - array.count)) }
}
