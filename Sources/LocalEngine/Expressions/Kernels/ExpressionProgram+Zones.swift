import Columnar
import QueryPlan

extension ExpressionProgram {
    /// Functions that take a zone by name; see `ScalarFunction` for each.
    func zoneShifts(
        _ index: Int, _ function: ScalarFunction, _ children: [Int], _ selection: Selection?
    ) throws(EvaluationError) -> Column {
        let arguments = try operands(children, selection)
        let out = makeColumn(index, scope: selection)
        combineValidity(arguments, into: out)
        if arguments.contains(where: \.isAllNull) { return out }
        let values = out.int64s
        if function == .convert_timezone {
            let instants = arguments[2].access(Int64.self)
            var (from, to) = (ZoneColumn(arguments[0]), ZoneColumn(arguments[1]))
            var clock = LocalClock(zone)
            try forEachRow(rowCount, selection, validity: out.validity) { (row) throws(EvaluationError) in
                guard try from.read(row, self, index), try to.read(row, self, index) else { return }
                let instant = from.clock.instant(local: clock.local(instants[row]))
                values[row] = clock.instant(local: to.clock.local(instant))
            }
            return out
        }
        let instants = arguments[0].access(Int64.self)
        var zones = ZoneColumn(arguments[1])
        try forEachRow(rowCount, selection, validity: out.validity) { (row) throws(EvaluationError) in
            guard try zones.read(row, self, index) else { return }
            let instant = instants[row]
            let shifted =
                function == .from_utc_timestamp ? zones.clock.local(instant) : zones.clock.instant(local: instant)
            if shifted.subtractingReportingOverflow(instant).overflow { throw error(.integerOverflow, index) }
            values[row] = shifted
        }
        return out
    }

    /// `make_timestamp`: a time of day of the zone's wall clock, or of another's. Sixty seconds sharp are the next minute.
    func makeTimestamp(_ index: Int, _ children: [Int], _ selection: Selection?) throws(EvaluationError) -> Column {
        let arguments = try operands(children, selection)
        let out = makeColumn(index, scope: selection)
        combineValidity(arguments, into: out)
        if arguments.contains(where: \.isAllNull) { return out }
        let parts = arguments[..<5].map { $0.access(Int64.self) }
        let seconds = arguments[5].access(Double.self)
        var zones = arguments.count > 6 ? ZoneColumn(arguments[6]) : nil
        let clock = LocalClock(zone)
        try forEachRow(rowCount, selection, validity: out.validity) { (row) throws(EvaluationError) in
            let (year, month, day) = (parts[0][row], parts[1][row], parts[2][row])
            let (hour, minute, second) = (parts[3][row], parts[4][row], seconds[row])
            guard year.magnitude <= 280_000, (1...12).contains(month), (1...31).contains(day),
                let date = CivilDate(validating: Int(year), Int(month), Int(day)), (0..<24).contains(hour),
                (0..<60).contains(minute), second >= 0, second < 60 || second == 60
            else { throw error(.invalidDate, index, text: "\(year)-\(month)-\(day) \(hour):\(minute):\(second)") }
            let micros = Int64((second * 1_000_000).rounded(.toNearestOrAwayFromZero))
            let local = Int64(date.daysSinceEpoch) * 86_400_000_000 + (hour * 3600 + minute * 60) * 1_000_000 + micros
            if try zones?.read(row, self, index) == true, let other = zones?.clock {
                out.int64s[row] = other.instant(local: local)
            } else {
                out.int64s[row] = clock.instant(local: local)
            }
        }
        return out
    }
}

/// The zones that a text argument names, looked up when the name changes.
struct ZoneColumn {
    private let names: Access<StringView>
    private var known: [UInt8]?
    /// The wall clock of the zone that was read last.
    var clock = LocalClock(.utc)

    init(_ operand: Operand) { names = operand.access(StringView.self) }

    /// Reads a row's zone; always true, or an error when there is no such zone.
    mutating func read(_ row: Int, _ program: ExpressionProgram, _ node: Int) throws(EvaluationError) -> Bool {
        let name = names.text(row)
        if known?.withUnsafeBufferPointer({ equalBytes($0, name) }) == true { return true }
        let text = String(decoding: name, as: UTF8.self)
        guard let zone = ZoneRules(sqlName: text) else { throw program.error(.unknownZone, node, text: text) }
        known = Array(name)
        clock = LocalClock(zone)
        return true
    }
}
