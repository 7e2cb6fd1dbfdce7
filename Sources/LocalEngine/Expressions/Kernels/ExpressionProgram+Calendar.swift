import Columnar
import QueryPlan

extension ExpressionProgram {
    /// `year` … `week` of a day or of an instant on the zone's wall clock; the last day's answer is kept.
    func calendarField(
        _ index: Int, _ function: ScalarFunction, _ child: Int, _ selection: Selection?
    ) throws(EvaluationError) -> Column {
        let value = try operand(child, selection)
        let out = makeColumn(index, scope: selection)
        combineValidity([value], into: out)
        if value.isAllNull { return out }
        let values = out.int64s
        var knownDay = Int64.min
        var known: Int64 = 0
        if value.column.type == .date {
            let input = value.access(Int32.self)
            forEachRow(rowCount, selection, validity: out.validity) { row in
                let day = Int64(input[row])
                if day != knownDay {
                    knownDay = day
                    known = CalendarField.ofDay(function, Int(day))
                }
                values[row] = known
            }
            return out
        }
        guard value.column.type == .timestamp else { throw error(.unsupported, index) }
        let input = value.access(Int64.self)
        var clock = LocalClock(zone)
        if let width = function.clockMicroseconds, clock.sharesUnit(input, rowCount, selection, of: width) {
            var run = ClockRun()
            forEachRow(rowCount, selection, validity: out.validity) { row in
                let instant = input[row]
                if !run.contains(instant) {
                    run = clock.run(around: instant, of: width)
                    known = CalendarField.ofClock(function, run.local)
                }
                values[row] = known
            }
            return out
        }
        // Rows next to each other mostly share a day: its start is kept.
        let dayLength: Int64 = 86_400_000_000
        var dayStart: Int64 = 0
        // With literals, divisions become multiplications.
        switch function {
        case .hour:
            forEachRow(rowCount, selection, validity: out.validity) { row in
                let local = clock.local(input[row])
                var time = UInt64(bitPattern: local &- dayStart)
                if local < dayStart || time >= UInt64(dayLength) {
                    time = UInt64(local.flooredRemainder(by: dayLength))
                    let start = local &- Int64(time)
                    // The first day of all starts before all that can be said.
                    if start <= local { dayStart = start }
                }
                values[row] = Int64(truncatingIfNeeded: time / 3_600_000_000)
            }
            return out
        case .minute:
            forEachRow(rowCount, selection, validity: out.validity) { row in
                values[row] = clock.local(input[row]).flooredRemainder(by: 3_600_000_000) / 60_000_000
            }
            return out
        case .second:
            forEachRow(rowCount, selection, validity: out.validity) { row in
                values[row] = clock.local(input[row]).flooredRemainder(by: 60_000_000) / 1_000_000
            }
            return out
        default: break
        }
        known = CalendarField.ofDay(function, 0)
        forEachRow(rowCount, selection, validity: out.validity) { row in
            let local = clock.local(input[row])
            if local < dayStart || UInt64(bitPattern: local &- dayStart) >= UInt64(dayLength) {
                let day = local.flooredDivision(by: dayLength)
                let start = day &* dayLength
                values[row] = CalendarField.ofDay(function, Int(day))
                if start <= local { (dayStart, known) = (start, values[row]) }
            } else {
                values[row] = known
            }
        }
        return out
    }

    /// Functions between instants, days and numbers that need no zone; see `ScalarFunction` for each.
    func calendarArithmetic(
        _ index: Int, _ function: ScalarFunction, _ children: [Int], _ selection: Selection?
    ) throws(EvaluationError) -> Column {
        let arguments = try operands(children, selection)
        let out = makeColumn(index, scope: selection)
        combineValidity(arguments, into: out)
        if arguments.contains(where: \.isAllNull) { return out }
        switch function {
        case .unix_timestamp:
            mapLane(arguments[0].lane(Int64.self), count: rowCount, into: out.int64s) {
                $0.flooredDivision(by: 1_000_000)
            }
        case .unix_millis:
            mapLane(arguments[0].lane(Int64.self), count: rowCount, into: out.int64s) { $0.flooredDivision(by: 1000) }
        case .unix_date:
            mapLane(arguments[0].lane(Int32.self), count: rowCount, into: out.int64s) { Int64($0) }
        case .timestamp_millis, .date_from_unix_date:
            let input = arguments[0].access(Int64.self)
            try forEachRow(rowCount, selection, validity: out.validity) { (row) throws(EvaluationError) in
                if function == .date_from_unix_date {
                    guard let day = Int32(exactly: input[row]) else { throw error(.integerOverflow, index) }
                    out.days[row] = day
                } else {
                    let (micros, isOver) = input[row].multipliedReportingOverflow(by: 1000)
                    if isOver { throw error(.integerOverflow, index) }
                    out.int64s[row] = micros
                }
            }
        case .unix_micros, .timestamp_micros:
            mapLane(arguments[0].lane(Int64.self), count: rowCount, into: out.int64s) { $0 }
        case .timestamp_seconds:
            // As in Spark a number that is not finite has no instant: null.
            let seconds = arguments[0].access(Double.self)
            try forEachRow(rowCount, selection, validity: out.validity) { (row) throws(EvaluationError) in
                guard seconds[row].isFinite else {
                    out.makeValidity()[row] = 0
                    out.int64s[row] = 0
                    return
                }
                guard let micros = Int64(truncatingOrNil: seconds[row] * 1_000_000) else {
                    throw error(.integerOverflow, index)
                }
                out.int64s[row] = micros
            }
        case .date_add, .date_sub:
            let day = arguments[0].access(Int32.self)
            let count = arguments[1].access(Int64.self)
            try forEachRow(rowCount, selection, validity: out.validity) { (row) throws(EvaluationError) in
                let (sum, overflow) =
                    function == .date_add
                    ? Int64(day[row]).addingReportingOverflow(count[row])
                    : Int64(day[row]).subtractingReportingOverflow(count[row])
                guard !overflow, let result = Int32(exactly: sum) else { throw error(.integerOverflow, index) }
                out.days[row] = result
            }
        case .datediff:
            let (end, start) = (arguments[0].access(Int32.self), arguments[1].access(Int32.self))
            let values = out.int64s
            forEachRow(rowCount, selection, validity: out.validity) { row in
                values[row] = Int64(end[row]) - Int64(start[row])
            }
        default:
            let parts = arguments.map { $0.access(Int64.self) }
            try forEachRow(rowCount, selection, validity: out.validity) { (row) throws(EvaluationError) in
                let (year, month, day) = (parts[0][row], parts[1][row], parts[2][row])
                guard year.magnitude <= 5_000_000, (1...12).contains(month), (1...31).contains(day),
                    let date = CivilDate(validating: Int(year), Int(month), Int(day))
                else { throw error(.invalidDate, index, text: "\(year)-\(month)-\(day)") }
                out.days[row] = Int32(date.daysSinceEpoch)
            }
        }
        return out
    }

    /// `timestampadd`: clock units exactly, days and longer on the zone's wall clock (a 31st becomes a shorter month's last).
    func addUnits(
        _ index: Int, _ unit: CalendarUnit, _ count: Int, _ start: Int, _ selection: Selection?
    ) throws(EvaluationError) -> Column {
        let arguments = try operands([count, start], selection)
        let out = makeColumn(index, scope: selection)
        combineValidity(arguments, into: out)
        if arguments.contains(where: \.isAllNull) { return out }
        let counts = arguments[0].access(Int64.self)
        let starts = arguments[1].access(Int64.self)
        var clock = LocalClock(zone)
        try forEachRow(rowCount, selection, validity: out.validity) { (row) throws(EvaluationError) in
            guard let result = CalendarField.adding(counts[row], unit, to: starts[row], &clock) else {
                throw error(.integerOverflow, index)
            }
            out.int64s[row] = result
        }
        return out
    }

    /// `timestampdiff`: whole units between wall-clock times, towards zero; as in Spark for clock units too.
    func unitsBetween(
        _ index: Int, _ unit: CalendarUnit, _ start: Int, _ end: Int, _ selection: Selection?
    ) throws(EvaluationError) -> Column {
        let arguments = try operands([start, end], selection)
        let out = makeColumn(index, scope: selection)
        combineValidity(arguments, into: out)
        if arguments.contains(where: \.isAllNull) { return out }
        let (starts, ends) = (arguments[0].access(Int64.self), arguments[1].access(Int64.self))
        var (startClock, endClock) = (LocalClock(zone), LocalClock(zone))
        try forEachRow(rowCount, selection, validity: out.validity) { (row) throws(EvaluationError) in
            let from = startClock.local(starts[row])
            let to = endClock.local(ends[row])
            guard let result = CalendarField.between(from, to, unit) else { throw error(.integerOverflow, index) }
            out.int64s[row] = result
        }
        return out
    }
}
