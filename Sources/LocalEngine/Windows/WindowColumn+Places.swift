import Columnar
import QueryPlan

/// Functions of a row's place in its partition.
extension WindowColumn {
    static func rank(
        _ function: WindowFunction, _ partitions: Range<Int>, _ order: PartitionedOrder, into results: RowBuffer<Int64>
    ) {
        for partition in partitions {
            let start = order.starts.values[partition]
            let count = order.starts.values[partition + 1] - start
            let rows = order.rows.values + start
            if case .ntile(let parts) = function {
                // The first `larger` parts have one row more than the others.
                let (size, larger) = (count / parts, count % parts)
                let border = larger * (size + 1)
                for index in 0..<count {
                    let part = index < border ? index / (size + 1) : larger + (index - border) / max(size, 1)
                    results.values[Int(rows[index])] = Int64(part + 1)
                }
                continue
            }
            var value: Int64 = 0
            for index in 0..<count {
                switch function {
                case .rowNumber: value += 1
                case .rank: value = index > 0 && order.arePeers(rows[index - 1], rows[index]) ? value : Int64(index + 1)
                default: value += index > 0 && order.arePeers(rows[index - 1], rows[index]) ? 0 : 1
                }
                results.values[Int(rows[index])] = value
            }
        }
    }

    /// percent_rank and cume_dist.
    static func share(
        isRank: Bool, _ partitions: Range<Int>, _ order: PartitionedOrder, into results: RowBuffer<Double>
    ) {
        for partition in partitions {
            let start = order.starts.values[partition]
            let count = order.starts.values[partition + 1] - start
            let rows = order.rows.values + start
            var first = 0
            while first < count {
                var next = first + 1
                while next < count, order.arePeers(rows[next - 1], rows[next]) { next += 1 }
                let share =
                    isRank ? (count > 1 ? Double(first) / Double(count - 1) : 0) : Double(next) / Double(count)
                for index in first..<next { results.values[Int(rows[index])] = share }
                first = next
            }
        }
    }

    /// The row `offset` places before each row.
    static func shift(
        _ offset: Int, _ partitions: Range<Int>, _ order: PartitionedOrder, into results: CodeBuffer
    ) {
        for partition in partitions {
            let start = order.starts.values[partition]
            let count = order.starts.values[partition + 1] - start
            let rows = order.rows.values + start
            for index in 0..<count {
                let (source, overflow) = index.subtractingReportingOverflow(offset)
                results.values[Int(rows[index])] = !overflow && source >= 0 && source < count ? rows[source] : .max
            }
        }
    }

    /// The row `offset` places before each row, where only rows with a value have a place.
    static func shiftValues(
        _ offset: Int, of argument: WindowArgument, _ partitions: Range<Int>, _ order: PartitionedOrder,
        into results: CodeBuffer
    ) {
        if offset == 0 { return shift(0, partitions, order, into: results) }
        let frames = PartitionFrames()
        for partition in partitions {
            frames.load(partition, of: order, .partition)
            frames.keep { !argument.isNull($0) }
            for index in 0..<frames.count {
                // A row without a value lies between two places: going back, before the next one.
                let place = Int(frames.before[offset > 0 ? index : index + 1]) - (offset > 0 ? 0 : 1)
                let (source, overflow) = place.subtractingReportingOverflow(offset)
                results.values[Int(frames.rows[index])] =
                    !overflow && source >= 0 && source < frames.keptCount ? frames.kept[source] : .max
            }
        }
    }

    /// The frame's row of some number, from 1; with `argument` only rows where it has a value are counted.
    static func nth(
        _ number: Int, of argument: WindowArgument?, _ partitions: Range<Int>, _ order: PartitionedOrder,
        _ frame: WindowFrame, into results: CodeBuffer
    ) {
        let frames = PartitionFrames()
        for partition in partitions {
            frames.load(partition, of: order, frame)
            if let argument { frames.keep { !argument.isNull($0) } }
            frames.forEachFrame { row, start, end in
                results.values[row] = number <= end - start ? frames.kept[start + number - 1] : .max
            }
        }
    }
}
