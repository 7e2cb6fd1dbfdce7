import Columnar
import QueryPlan

extension ExpressionProgram {
    /// Functions that count months and weekdays; see `ScalarFunction` for each.
    func months(
        _ index: Int, _ function: ScalarFunction, _ children: [Int], _ selection: Selection?
    ) throws(EvaluationError) -> Column {
        let arguments = try operands(children, selection)
        let out = makeColumn(index, scope: selection)
        combineValidity(arguments, into: out)
        if arguments.contains(where: \.isAllNull) { return out }
        if function == .months_between {
            monthsBetween(arguments, selection, into: out)
            return out
        }
        let days = arguments[0].access(Int32.self)
        let values = out.days
        switch function {
        case .add_months:
            let counts = arguments[1].access(Int64.self)
            try forEachRow(rowCount, selection, validity: out.validity) { (row) throws(EvaluationError) in
                // More months than that no date can be apart.
                guard counts[row].magnitude <= 150_000_000 else { throw error(.integerOverflow, index) }
                let date = CivilDate(daysSinceEpoch: Int(days[row])).adding(months: Int(counts[row]))
                guard let day = Int32(exactly: date.daysSinceEpoch) else { throw error(.integerOverflow, index) }
                values[row] = day
            }
        case .last_day:
            try forEachRow(rowCount, selection, validity: out.validity) { (row) throws(EvaluationError) in
                let date = CivilDate(daysSinceEpoch: Int(days[row]))
                let missing = CivilDate.daysInMonth(date.year, date.month) - date.day
                guard let day = Int32(exactly: Int(days[row]) + missing) else { throw error(.integerOverflow, index) }
                values[row] = day
            }
        default:
            let names = arguments[1].access(StringView.self)
            try forEachRow(rowCount, selection, validity: out.validity) { (row) throws(EvaluationError) in
                guard let weekday = Weekday.number(of: names.text(row)) else {
                    throw error(.invalidArgument, index, text: String(decoding: names.text(row), as: UTF8.self))
                }
                // Monday is 1, and 1970-01-01 was a Thursday.
                let today = (Int(days[row]) + 3).flooredRemainder(by: 7) + 1
                let ahead = (weekday - today + 6).flooredRemainder(by: 7) + 1
                guard let day = Int32(exactly: Int(days[row]) + ahead) else { throw error(.integerOverflow, index) }
                values[row] = day
            }
        }
        return out
    }

    private func monthsBetween(_ arguments: [Operand], _ selection: Selection?, into out: Column) {
        let (ends, starts) = (arguments[0].access(Int64.self), arguments[1].access(Int64.self))
        let rounds = arguments.count > 2 ? arguments[2].access(UInt8.self) : nil
        var (endClock, startClock) = (LocalClock(zone), LocalClock(zone))
        forEachRow(rowCount, selection, validity: out.validity) { row in
            let (end, start) = (endClock.local(ends[row]), startClock.local(starts[row]))
            let endDay = end.flooredDivision(by: 86_400_000_000)
            let startDay = start.flooredDivision(by: 86_400_000_000)
            let (a, b) = (CivilDate(daysSinceEpoch: Int(endDay)), CivilDate(daysSinceEpoch: Int(startDay)))
            let months = Double((a.year - b.year) * 12 + a.month - b.month)
            let isEnd = a.day == CivilDate.daysInMonth(a.year, a.month)
            if a.day == b.day || (isEnd && b.day == CivilDate.daysInMonth(b.year, b.month)) {
                out.doubles[row] = months
                return
            }
            // What has passed of a day, not what its clock shows: they differ where clocks were changed.
            let endSecond = (ends[row] - zone.utcMicroseconds(local: endDay * 86_400_000_000)) / 1_000_000
            let startSecond = (starts[row] - zone.utcMicroseconds(local: startDay * 86_400_000_000)) / 1_000_000
            let seconds = Int64(a.day - b.day) * 86_400 + endSecond - startSecond
            let result = months + Double(seconds) / 2_678_400
            // As Java rounds: halves up.
            out.doubles[row] = rounds?[row] == 0 ? result : (result * 1e8 + 0.5).rounded(.down) / 1e8
        }
    }
}

/// Weekdays by name.
enum Weekday {
    private static let names: [String: Int] = {
        let days = ["MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY"]
        var names: [String: Int] = [:]
        for (index, day) in days.enumerated() {
            for name in [String(day.prefix(2)), String(day.prefix(3)), day] { names[name] = index + 1 }
        }
        return names
    }()

    /// 1 for Monday to 7 for Sunday, of a name or its first two or three letters in either case; nil for other texts.
    static func number(of text: UnsafeBufferPointer<UInt8>) -> Int? {
        guard (2...9).contains(text.count) else { return nil }
        return names[String(decoding: text, as: UTF8.self).uppercased()]
    }
}
