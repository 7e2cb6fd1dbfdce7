import Columnar

/// All values of every group, kept as they come and brought into group order when they are read.
///
/// Keeping is appending to a run, whatever the number of groups; order within a group is lost to nobody, since it is that of arrival. A
/// class because it owns its runs; it belongs to one owner at a time, and is only read while it is merged into others.
final class GroupedValues<Value: BitwiseCopyable> {
    private var runs: [ValueRun<Value>] = []
    /// The run that is being filled.
    private var current: ValueRun<Value>?
    /// All values in group order, once `arrange` has been called and nothing has been added since.
    private var arranged: ValueRun<Value>?
    private var starts: [Int] = []
    private var bound = 0
    private(set) var bytes = 0

    /// Makes room for groups below `bound`.
    func reserve(_ bound: Int) { self.bound = max(self.bound, bound) }

    /// A run of so many values is not made longer, which would copy them: another one follows it.
    private static var longRun: Int { 1 << 16 }

    /// A run with room for `more` values, to be filled by the caller.
    private func open(_ more: Int, isGrouped: Bool) -> ValueRun<Value> {
        if let arranged {
            // The order holds for what is there; what comes is a run of its own.
            runs = [arranged]
            self.arranged = nil
        }
        var capacity = more
        if let current {
            if current.count + more <= current.capacity || current.capacity < GroupedValues.longRun {
                bytes -= current.bytes
                current.reserve(more)
                bytes += current.bytes
                return current
            }
            capacity = max(more, GroupedValues.longRun)
        }
        let run = ValueRun<Value>(capacity: capacity, isGrouped: isGrouped)
        bytes += run.bytes
        runs.append(run)
        current = run
        return run
    }

    /// Takes the selected values of a column that are valid. Where all of them are of one group, the column itself is kept.
    func append(_ column: Column, rowCount: Int, selection: Selection?, groups: UnsafePointer<UInt32>?) {
        let validity = UnsafePointer(column.validity)
        if groups == nil, selection == nil, validity == nil, column.isWorthKeeping(rowCount: rowCount) {
            let run = ValueRun<Value>(keeping: column)
            // What comes next stands behind it, in a run that may be filled.
            current = nil
            runs.append(run)
            bytes += run.bytes
            return
        }
        let source = UnsafePointer(column.values.assumingMemoryBound(to: Value.self))
        let run = open(selection?.count ?? rowCount, isGrouped: groups != nil)
        let values = run.values
        var count = run.count
        if let groups, let owners = run.groups {
            forEachRow(rowCount, selection, validity: validity) { row in
                values[count] = source[row]
                owners[count] = groups[row]
                count &+= 1
            }
        } else if selection == nil, validity == nil {
            (values + count).update(from: source, count: rowCount)
            count += rowCount
        } else {
            forEachRow(rowCount, selection, validity: validity) { row in
                values[count] = source[row]
                count &+= 1
            }
        }
        run.count = count
    }

    /// Takes later values of the groups that `mapping` names.
    func merge(_ other: GroupedValues<Value>, mapping: GroupMapping) {
        guard mapping.count > 0 else { return }
        if let sorted = other.arranged, sorted.groups != nil {
            let total = mapping.sources.reduce(0) {
                $0 + (Int($1) < other.bound ? other.starts[Int($1) + 1] - other.starts[Int($1)] : 0)
            }
            take(total) { values, owners in
                var count = 0
                mapping.forEach { source, target in
                    guard source < other.bound else { return }
                    let (start, end) = (other.starts[source], other.starts[source + 1])
                    (values + count).update(from: sorted.values + start, count: end - start)
                    (owners + count).update(repeating: UInt32(truncatingIfNeeded: target), count: end - start)
                    count += end - start
                }
                return count
            }
            return
        }
        let targets = mapping.dense(other.bound)
        for run in other.runs where run.count > 0 {
            guard let groups = run.groups else {
                // Without keys there is one group in both: the run can be shared.
                current = nil
                arranged = nil
                runs.append(run)
                bytes += run.bytes
                continue
            }
            take(run.count) { values, owners in
                var count = 0
                for index in 0..<run.count {
                    // Without a branch: a value of a group that is not merged is written over.
                    let target = targets[Int(groups[index])]
                    values[count] = run.values[index]
                    owners[count] = target
                    count &+= (target != .max).bit
                }
                return count
            }
        }
    }

    /// Adds a run of up to `room` values of groups.
    private func take(
        _ room: Int, _ fill: (UnsafeMutablePointer<Value>, UnsafeMutablePointer<UInt32>) -> Int
    ) {
        let run = open(room + 1, isGrouped: true)
        guard let owners = run.groups else { return }
        run.count += fill(run.values + run.count, owners + run.count)
    }

    /// Brings the values into group order, which makes merging some groups, and reading them, cheap. Complexity: O(values + groups).
    func arrange() {
        guard arranged == nil, runs.contains(where: { $0.groups != nil }) else { return }
        let total = runs.reduce(0) { $0 + $1.count }
        var next = [Int](repeating: 0, count: bound + 1)
        for run in runs {
            guard let groups = run.groups else { continue }
            for index in 0..<run.count { next[Int(groups[index])] &+= 1 }
        }
        var start = 0
        for group in next.indices {
            let size = next[group]
            next[group] = start
            start += size
        }
        starts = next
        let sorted = ValueRun<Value>(capacity: total, isGrouped: true)
        next.withUnsafeMutableBufferPointer { next in
            for run in runs {
                guard let groups = run.groups, let owners = sorted.groups else { continue }
                for index in 0..<run.count {
                    let group = Int(groups[index])
                    sorted.values[next[group]] = run.values[index]
                    owners[next[group]] = groups[index]
                    next[group] &+= 1
                }
            }
        }
        sorted.count = total
        arranged = sorted
        runs = [sorted]
        current = nil
        bytes = sorted.bytes + starts.count * 8
    }

    /// Calls `body` with a group's values, in one run or several, and with whether they may be moved about within each.
    func values<Result>(of group: Int, _ body: ([UnsafeMutableBufferPointer<Value>], Bool) -> Result) -> Result {
        arrange()
        if let arranged {
            guard group < bound else { return body([], true) }
            let (start, end) = (starts[group], starts[group + 1])
            return body([UnsafeMutableBufferPointer(start: arranged.values + start, count: end - start)], true)
        }
        let areOwn = !runs.contains { $0.isKept }
        return body(runs.map { UnsafeMutableBufferPointer(start: $0.values, count: $0.count) }, areOwn)
    }
}
