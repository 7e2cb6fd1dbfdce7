import Columnar
import Diagnostics

extension Resolver {
    /// `dateadd(unit, n, t)` and its like become `timestampadd` and `timestampdiff`, whose unit may be a bare word.
    func spellTimeUnit(_ call: inout CallSyntax) {
        var name = call.name.node.lowercased()
        if call.arguments.count == 3 {
            if ["dateadd", "date_add"].contains(name) { name = "timestampadd" }
            if ["datediff", "date_diff", "timediff"].contains(name) { name = "timestampdiff" }
        }
        if name == "convert_timezone", call.arguments.count == 2 {
            call.arguments.insert(Syntax(node: .string(context.zone.identifier), range: call.name.range), at: 0)
        }
        guard ["timestampadd", "timestampdiff"].contains(name) else { return }
        call.name.node = name
        if let first = call.arguments.first, case .column(let parts) = first.node, parts.count == 1 {
            call.arguments[0].node = .string(parts[0].node)
        }
    }

    /// Functions of times that other expressions stand for.
    func rewrittenTime(
        _ name: String, _ arguments: [Expression], _ call: CallSyntax, _ range: Range<Int>
    ) -> Expression? {
        switch name {
        case "to_date", "to_timestamp":
            let type: DataType = name == "to_date" ? .date : .timestamp
            guard arguments.count > 1 else {
                guard canCast(arguments[0].type, type) else {
                    report("type-mismatch", "\(article(arguments[0].type)) cannot be cast to \(type.name)", range)
                    return nil
                }
                return cast(arguments[0], to: type)
            }
            guard arguments[0].type == .string || arguments[0].type == .null else {
                report(
                    "type-mismatch", "\(name)() reads texts by a pattern, found \(article(arguments[0].type))",
                    call.arguments[0].range, help: "leave the pattern out")
                return nil
            }
            return read(.to_timestamp, arguments, call).map { cast($0, to: type) }
        case "try_to_date", "try_to_timestamp":
            let type: DataType = name == "try_to_date" ? .date : .timestamp
            guard arguments.count > 1 else { return .cast(arguments[0], to: type, orNull: true) }
            return read(.try_to_timestamp, arguments, call).map { cast($0, to: type) }
        case "unix_timestamp":
            guard arguments[0].type == .string else {
                guard arguments.count == 1, [.timestamp, .date, .null].contains(arguments[0].type) else {
                    report(
                        "type-mismatch",
                        "\(name)() takes a time, or a text and a pattern, found \(article(arguments[0].type))",
                        call.arguments[0].range)
                    return nil
                }
                return .call(.unix_timestamp, [cast(arguments[0], to: .timestamp)], type: .int64)
            }
            let pattern = arguments.count > 1 ? arguments[1] : Resolver.plainPattern
            return read(.to_timestamp, [arguments[0], pattern], call).map { .call(.unix_timestamp, [$0], type: .int64) }
        case "from_unixtime":
            let pattern = arguments.count > 1 ? arguments[1] : Resolver.plainPattern
            guard checksTimePattern(pattern, call, isRead: false) else { return nil }
            return .call(.date_format, [cast(arguments[0], to: .timestamp), pattern], type: .string)
        case "dayname", "monthname":
            let pattern = name == "dayname" ? "EEE" : "MMM"
            return .call(
                .date_format, [cast(arguments[0], to: .timestamp), .literal(.string(pattern), .string)], type: .string)
        case "convert_timezone":
            guard checksZone(arguments[0], call.arguments[0].range), checksZone(arguments[1], call.arguments[1].range)
            else { return nil }
            return .call(.convert_timezone, arguments, type: .timestamp)
        case "date_part": return part(arguments, call)
        default: return nil
        }
    }

    private static let parts: [String: ScalarFunction] = {
        let names: [(ScalarFunction, String)] = [
            (.year, "year years yr yrs y"), (.quarter, "quarter qtr"), (.month, "month months mon mons"),
            (.week, "week weeks w"), (.day, "day days d"), (.hour, "hour hours hr hrs h"),
            (.minute, "minute minutes min mins m"), (.second, "second seconds sec secs s"),
            (.weekday, "isodow dow_iso dayofweek_iso weekday"), (.dayofweek, "dayofweek dow"),
            (.dayofyear, "doy dayofyear"),
        ]
        var parts: [String: ScalarFunction] = [:]
        for (function, words) in names { for word in words.split(separator: " ") { parts[String(word)] = function } }
        return parts
    }()

    /// `date_part('unit', t)`, which `extract(unit FROM t)` is too.
    private func part(_ arguments: [Expression], _ call: CallSyntax) -> Expression? {
        guard case .literal(.string(let unit), _) = arguments[0] else { return nil }
        let time = arguments[1]
        if unit.lowercased() == "yearofweek" {
            // The year of the week's Thursday.
            let day = cast(time, to: .date)
            let ahead = Expression.binary(
                .subtract, .literal(.int64(4), .int64), .call(.weekday, [day], type: .int64))
            return .call(.year, [.call(.date_add, [day, ahead], type: .date)], type: .int64)
        }
        guard let part = Resolver.parts[unit.lowercased()] else {
            let known = [
                "dayofweek", "dayofyear", "doy", "dow", "day", "hour", "isodow", "minute", "month", "quarter", "second",
                "week", "weekday", "year", "yearofweek",
            ].sorted()
            report(
                "unknown-unit", "there is no part '\(unit)' of a time", call.arguments[0].range,
                notes: ["there are \(known.joined(separator: ", "))"], help: NearMatch.help(unit, among: known))
            return nil
        }
        let clock: Set<ScalarFunction> = [.hour, .minute, .second]
        return .call(part, [clock.contains(part) ? cast(time, to: .timestamp) : time], type: .int64)
    }

    private static let plainPattern = Expression.literal(.string("yyyy-MM-dd HH:mm:ss"), .string)

    private func read(_ function: ScalarFunction, _ arguments: [Expression], _ call: CallSyntax) -> Expression? {
        guard checksTimePattern(arguments[1], call, isRead: true) else { return nil }
        return .call(function, arguments.map { cast($0, to: .string) }, type: .timestamp)
    }

    /// Whether the literal patterns, zones and weekdays of a function are such; what is wrong is recorded.
    func checksTimes(_ function: ScalarFunction, _ arguments: [Expression], _ call: CallSyntax) -> Bool {
        switch function {
        case .date_format: return checksTimePattern(arguments[1], call, isRead: false)
        case .from_utc_timestamp, .to_utc_timestamp: return checksZone(arguments[1], call.arguments[1].range)
        case .make_timestamp where arguments.count > 6: return checksZone(arguments[6], call.arguments[6].range)
        case .next_day:
            let days = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
            guard case .literal(.string(let text), _) = arguments[1] else { return true }
            let lower = text.lowercased()
            if days.contains(where: { $0 == lower || $0.prefix(3) == lower || $0.prefix(2) == lower }) { return true }
            report(
                "unknown-unit", "there is no weekday '\(text)'", call.arguments[1].range,
                notes: ["there are \(days.joined(separator: ", ")), and their first two or three letters"],
                help: NearMatch.help(lower, among: days))
            return false
        default: return true
        }
    }

    private func checksZone(_ zone: Expression, _ range: Range<Int>) -> Bool {
        guard case .literal(.string(let name), _) = zone, ZoneRules(sqlName: name) == nil else { return true }
        report(
            "unknown-timezone", "there is no time zone '\(name)'", range,
            help: "write an IANA name such as Europe/Berlin, or an offset such as +01:00")
        return false
    }

    /// A literal pattern, the second argument of its call; one that is read may not have fields that only writing knows.
    private func checksTimePattern(_ pattern: Expression, _ call: CallSyntax, isRead: Bool) -> Bool {
        guard case .literal(.string(let text), _) = pattern, call.arguments.count > 1 else { return true }
        let argument = call.arguments[1]
        do throws(TimePattern.Fault) {
            let compiled = try TimePattern(text.utf8)
            guard isRead else { return true }
            for field in compiled.fields {
                switch field {
                case .weekdayName, .quarterName, .weekOfMonth:
                    report(
                        "invalid-time-pattern", "weekdays and names of quarters cannot be read from a text",
                        argument.range)
                    return false
                default: break
                }
            }
            return true
        } catch {
            reportFault(
                "this pattern of times cannot be followed",
                RegularExpression.Fault(offset: error.offset, message: error.message),
                in: text, argument, id: "invalid-time-pattern", help: error.help)
            return false
        }
    }
}
