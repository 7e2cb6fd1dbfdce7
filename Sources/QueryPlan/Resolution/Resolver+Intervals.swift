import Columnar
import Diagnostics

extension Resolver {
    /// A timestamp or date, an interval later or earlier. As in Spark months come first, then days, then the rest of clock time,
    /// of which whole days count as days of the wall clock; a date stays one unless there are hours or less to add.
    func shifted(
        _ operand: SyntaxExpression, by interval: [IntervalSyntax], isNegative: Bool, _ environment: inout Environment
    ) -> Expression? {
        guard let value = resolve(operand, &environment) else { return nil }
        var shifts: [(unit: String, count: Expression)] = []
        for part in interval {
            guard let unit = timeUnit(part.unit.node, part.unit.range), let count = resolve(part.amount, &environment)
            else { return nil }
            guard count.type == .int64 else {
                report(
                    "type-mismatch", "an INTERVAL takes a whole number, found \(article(count.type))",
                    part.amount.range)
                return nil
            }
            let signed = ConstantFolding.fold(isNegative ? .unary(.negate, count) : count)
            shifts.append((unit, signed))
        }
        guard value.type == .timestamp || value.type == .date else {
            report(
                "type-mismatch",
                "an INTERVAL can only be added to or taken from a timestamp or date, found \(article(value.type))",
                operand.range)
            return nil
        }
        guard let normalized = normalized(shifts) else {
            report("number-out-of-range", "this INTERVAL is longer than time itself", interval[0].amount.range)
            return nil
        }
        let isDate = value.type == .date && normalized.allSatisfy { Resolver.dayUnits[$0.unit] != nil }
        var result = isDate ? value : cast(value, to: .timestamp)
        for (unit, count) in normalized where normalized.count == 1 || count != .literal(.int64(0), .int64) {
            if !isDate {
                result = .call(.timestampadd, [.literal(.string(unit), .string), count, result], type: .timestamp)
            } else if let months = Resolver.monthUnits[unit] {
                result = .call(.add_months, [result, times(count, months)], type: .date)
            } else {
                result = .call(.date_add, [result, times(count, unit == "week" ? 7 : 1)], type: .date)
            }
        }
        return result
    }

    private static let monthUnits: [String: Int64] = ["year": 12, "quarter": 3, "month": 1]
    private static let dayUnits: [String: Int64] = ["year": 0, "quarter": 0, "month": 0, "week": 7, "day": 1]
    private static let clockUnits: [(unit: String, micros: Int64)] = [
        ("hour", 3_600_000_000), ("minute", 60_000_000), ("second", 1_000_000), ("millisecond", 1000),
        ("microsecond", 1),
    ]

    /// How many days literal days and weeks are; nil where one is no literal, or beyond all range.
    private func literalDays(_ parts: [(unit: String, count: Expression)]) -> Int64? {
        var days: Int64 = 0
        for part in parts {
            guard case .literal(.int64(let count), _) = part.count else { return nil }
            let (product, isOver) = count.multipliedReportingOverflow(by: part.unit == "week" ? 7 : 1)
            let (sum, overflows) = days.addingReportingOverflow(product)
            if isOver || overflows { return nil }
            days = sum
        }
        return days
    }

    private func monthsInAll(_ months: [(unit: String, count: Expression)]) -> Expression {
        let counts = months.map { times($0.count, Resolver.monthUnits[$0.unit] ?? 1) }
        return counts.dropFirst().reduce(counts[0]) { ConstantFolding.fold(.binary(.add, $0, $1)) }
    }

    private func times(_ count: Expression, _ factor: Int64) -> Expression {
        factor == 1 ? count : ConstantFolding.fold(.binary(.multiply, count, .literal(.int64(factor), .int64)))
    }

    /// Months, then days, then clock units; literals of several clock units as one, with whole days taken out of them. Days and
    /// clock time of different signs are one length of time first: a day less two hours is 22 hours. Nil when that is out of
    /// range.
    private func normalized(_ shifts: [(unit: String, count: Expression)]) -> [(unit: String, count: Expression)]? {
        func rank(_ unit: String) -> Int {
            Resolver.monthUnits[unit] != nil ? 0 : Resolver.dayUnits[unit] != nil ? 1 : 2
        }
        let ordered = [0, 1, 2].flatMap { wanted in shifts.filter { rank($0.unit) == wanted } }
        // Several units of months are added at once: a year and a month from a leap day is not a month from February 28th.
        let months = ordered.filter { rank($0.unit) == 0 }
        var result = months
        if months.count > 1 { result = [(unit: "month", count: monthsInAll(months))] }
        let calendar = result
        let wallDays = ordered.filter { rank($0.unit) == 1 }
        result += wallDays
        let clock = ordered.filter { rank($0.unit) == 2 }
        var total: Int64 = 0
        for (unit, count) in clock {
            guard case .literal(.int64(let number), _) = count else { return result + clock }
            let width = Resolver.clockUnits.first { $0.unit == unit }?.micros ?? 1
            let (micros, isOver) = number.multipliedReportingOverflow(by: width)
            let (sum, overflows) = total.addingReportingOverflow(micros)
            if isOver || overflows { return nil }
            total = sum
        }
        if clock.isEmpty { return result }
        if let whole = literalDays(wallDays), whole != 0, total != 0, (whole < 0) != (total < 0) {
            let (micros, isOver) = whole.multipliedReportingOverflow(by: 86_400_000_000)
            let (sum, overflows) = total.addingReportingOverflow(micros)
            if isOver || overflows { return nil }
            total = sum
            result = calendar
        }
        let days = total / 86_400_000_000
        let rest = total % 86_400_000_000
        if days != 0 { result.append(("day", .literal(.int64(days), .int64))) }
        // Nothing left to add keeps its unit: a date becomes a timestamp all the same.
        let unit = rest == 0 ? nil : Resolver.clockUnits.first { rest % $0.micros == 0 }
        result.append((unit?.unit ?? clock[0].unit, .literal(.int64(rest / (unit?.micros ?? 1)), .int64)))
        return result
    }
}
