import Columnar
import QueryPlan

/// Sums, means, variances and truths over frames.
extension WindowAggregation {
    /// Exact in 128 bits, so a row that leaves the frame can be subtracted; an error where a frame's total does not fit into 64.
    func sumIntegers(_ frames: PartitionFrames) throws(EvaluationError) {
        let argument = arguments[0]
        let kept = frames.kept
        var sum: Int128 = 0
        var (first, last) = (0, 0)
        try writeIntegers(frames) { (_, start, end) throws(EvaluationError) in
            while last < end {
                sum &+= Int128(argument.int64(Int(kept[last])))
                last &+= 1
            }
            while first < start {
                sum &-= Int128(argument.int64(Int(kept[first])))
                first &+= 1
            }
            guard let total = Int64(exactly: sum) else { throw EvaluationError(.integerOverflow, in: "sum") }
            return total
        }
    }

    /// Exact, so a row that leaves the frame can be taken away; an error where a frame's result has too many digits.
    func sumDecimals(_ frames: PartitionFrames) throws(EvaluationError) {
        let argument = arguments[0]
        guard case .decimal(let buffer) = results, let validity, let type = aggregate.type.decimalType,
            let input = argument.type.decimalType
        else { return }
        let (kept, isAverage) = (frames.kept, function == .avg)
        var sum = DecimalSum()
        var (first, last) = (0, 0)
        var (knownStart, knownEnd) = (-1, -1)
        var known: Int128 = 0
        try frames.forEachFrame { (row, start, end) throws(EvaluationError) in
            validity.values[row] = start < end ? 1 : 0
            guard start != knownStart || end != knownEnd else {
                buffer.values[row] = known
                return
            }
            while last < end {
                sum.add(argument.decimal(Int(kept[last])))
                last &+= 1
            }
            while first < start {
                sum.remove(argument.decimal(Int(kept[first])))
                first &+= 1
            }
            known = 0
            if start < end {
                guard let value = isAverage ? sum.mean(type, of: input) : sum.total(type) else {
                    throw EvaluationError(.decimalOverflow, in: isAverage ? "avg" : "sum")
                }
                known = value
            }
            (knownStart, knownEnd) = (start, end)
            buffer.values[row] = known
        }
    }

    func sumDoubles(_ partitions: Range<Int>, _ frames: PartitionFrames) {
        let argument = arguments[0]
        let isAverage = function == .avg
        let sliding = SlidingState<CompensatedSum>()
        each(partitions, frames) { frames in
            let kept = frames.kept
            sliding.reset()
            writeDoubles(frames) { start, end in
                let state = sliding.state(start, end) { $0.add(argument.double(Int(kept[$1]))) }
                if start == end { return nil }
                return isAverage ? state.total / Double(end - start) : state.total
            }
        }
    }

    func variances(_ partitions: Range<Int>, _ frames: PartitionFrames) {
        let argument = arguments[0]
        let function = function
        let sliding = SlidingState<VarianceAccumulator.State>()
        each(partitions, frames) { frames in
            let kept = frames.kept
            sliding.reset()
            writeDoubles(frames) { start, end in
                sliding.state(start, end) { $0.add(argument.double(Int(kept[$1]))) }.result(function)
            }
        }
    }

    func covariances(_ partitions: Range<Int>, _ frames: PartitionFrames) {
        let (first, second) = (arguments[0], arguments[1])
        let function = function
        let sliding = SlidingState<CovarianceAccumulator.State>()
        each(partitions, frames) { frames in
            let kept = frames.kept
            sliding.reset()
            writeDoubles(frames) { start, end in
                sliding.state(start, end) { $0.add(first.double(Int(kept[$1])), second.double(Int(kept[$1]))) }
                    .result(function)
            }
        }
    }

    /// bool_and and bool_or: the number of true rows tells.
    func truths(_ frames: PartitionFrames) {
        guard case .boolean(let buffer) = results, let validity else { return }
        let (argument, kept, isAnd) = (arguments[0], frames.kept, function == .bool_and)
        var truths = 0
        var (first, last) = (0, 0)
        frames.forEachFrame { row, start, end in
            while last < end {
                truths &+= argument.isTrue(Int(kept[last])) ? 1 : 0
                last &+= 1
            }
            while first < start {
                truths &-= argument.isTrue(Int(kept[first])) ? 1 : 0
                first &+= 1
            }
            buffer.values[row] = (isAnd ? truths == end - start : truths > 0) ? 1 : 0
            validity.values[row] = start < end ? 1 : 0
        }
    }
}
