import Columnar
import QueryPlan

/// Instants next to each other that share a unit of the wall clock.
struct ClockRun {
    /// The first of them.
    var start: Int64 = 0
    /// How many microseconds of them there are.
    var length: UInt64 = 0
    /// The wall-clock time that the unit starts at; of no instants the one that was asked for.
    var local: Int64 = 0

    @inline(__always)
    func contains(_ instant: Int64) -> Bool { UInt64(bitPattern: instant &- start) < length }
}

extension LocalClock {
    /// The instants around one that share its unit of `width` microseconds, at least itself; none at the very ends of the range.
    mutating func run(around instant: Int64, of width: Int64) -> ClockRun {
        let local = local(instant)
        let time = local.flooredRemainder(by: width)
        let (unitStart, isBefore) = local.subtractingReportingOverflow(time)
        let (from, isEarly) = unitStart.subtractingReportingOverflow(offset)
        let (to, isLate) = from.addingReportingOverflow(width)
        guard !isBefore, !isEarly, !isLate, from <= instant else {
            return ClockRun(start: instant, length: 0, local: local)
        }
        let first = max(start, from)
        return ClockRun(start: first, length: UInt64(min(end, to) - first), local: unitStart)
    }

    /// Whether the first and the last selected row are no more than a unit apart: rows are in the order of time then, more or less, and runs
    /// are long.
    mutating func sharesUnit(_ input: Access<Int64>, _ rowCount: Int, _ selection: Selection?, of width: Int64) -> Bool
    {
        guard rowCount > 0, selection?.count != 0 else { return false }
        let first = selection.map { Int($0.rows[0]) } ?? 0
        let last = selection.map { Int($0.rows[$0.count - 1]) } ?? rowCount - 1
        let (from, to) = (run(around: input[first], of: width).local, run(around: input[last], of: width).local)
        let (distance, isFar) = to.subtractingReportingOverflow(from)
        return !isFar && distance.magnitude <= UInt64(width)
    }
}

extension ScalarFunction {
    /// How long a calendar function of an instant keeps its value; nil where that is too short to be of use.
    var clockMicroseconds: Int64? {
        switch self {
        case .hour: 3_600_000_000
        case .minute: 60_000_000
        case .year, .quarter, .month, .day, .weekday, .dayofweek, .dayofyear, .week: 86_400_000_000
        default: nil
        }
    }
}
