import Diagnostics

/// When a report runs, as the front matter writes it.
enum Schedule {
    /// The forms there are.
    static let forms = "'hourly', 'daily 06:00', 'weekly mon 06:00', 'monthly 1 06:00' or five cron fields"
    private static let days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]

    /// What is wrong with a schedule; nil when it can be kept.
    static func problem(_ text: String) -> (message: String, help: String?)? {
        let words = text.split(separator: " ").map { $0.lowercased() }
        guard let first = words.first else { return ("a schedule is \(forms)", nil) }
        switch first {
        case "hourly":
            return words.count == 1 ? nil : ("'hourly' stands alone", "for a minute of the hour write '15 * * * *'")
        case "daily":
            guard words.count == 2 else { return ("'daily' is followed by a time of day", "write 'daily 06:00'") }
            return time(words[1])
        case "weekly":
            guard words.count == 3 else {
                return ("'weekly' is followed by a day and a time of day", "write 'weekly mon 06:00'")
            }
            guard days.contains(words[1]) else {
                return (
                    "'\(words[1])' is no day of the week; there are \(days.joined(separator: ", "))",
                    NearMatch.help(String(words[1].prefix(3)), among: days)
                )
            }
            return time(words[2])
        case "monthly":
            guard words.count == 3 else {
                return ("'monthly' is followed by a day of the month and a time of day", "write 'monthly 1 06:00'")
            }
            guard let day = Int(words[1]), (1...31).contains(day) else {
                return ("'\(words[1])' is no day of a month; there are 1 to 31", nil)
            }
            return time(words[2])
        default: break
        }
        if words.count == 5, let byte = first.utf8.first, "*0123456789".utf8.contains(byte) { return cron(words) }
        return (
            "'\(text)' is no schedule; expected \(forms)",
            NearMatch.help(first, among: ["hourly", "daily", "weekly", "monthly"])
        )
    }

    private static func time(_ text: String) -> (message: String, help: String?)? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ $0.count == 2 }), let hour = Int(parts[0]),
            let minute = Int(parts[1]),
            (0...23).contains(hour), (0...59).contains(minute)
        else { return ("'\(text)' is no time of day", "write it like '06:00', from 00:00 to 23:59") }
        return nil
    }

    /// Five fields: minute, hour, day of the month, month, day of the week; lists, ranges, steps and `*`.
    private static func cron(_ fields: [String]) -> (message: String, help: String?)? {
        let kinds: [(name: String, range: ClosedRange<Int>, names: [String])] = [
            ("minute", 0...59, []), ("hour", 0...23, []), ("day of the month", 1...31, []),
            (
                "month", 1...12,
                ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
            ), ("day of the week", 0...7, ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]),
        ]
        for (field, kind) in zip(fields, kinds) {
            for part in field.split(separator: ",", omittingEmptySubsequences: false) {
                let halves = part.split(separator: "/", omittingEmptySubsequences: false)
                let isStep = halves.count == 1 || (halves.count == 2 && (Int(halves[1]) ?? 0) > 0)
                let ends =
                    halves.isEmpty || halves[0] == "*"
                    ? [] : halves[0].split(separator: "-", omittingEmptySubsequences: false)
                let numbers = ends.map {
                    Int($0) ?? kind.names.firstIndex(of: String($0)).map { $0 + kind.range.lowerBound }
                }
                let fits = numbers.allSatisfy { $0.map(kind.range.contains) ?? false } && ends.count <= 2
                let isOrdered = numbers.count < 2 || (numbers[0] ?? 0) <= (numbers[1] ?? 0)
                if !isStep || !fits || !isOrdered || part.isEmpty {
                    return (
                        "'\(field)' is no \(kind.name) of a cron schedule",
                        "it is *, or numbers from \(kind.range.lowerBound) to \(kind.range.upperBound) with ',', '-' and '/'"
                    )
                }
            }
        }
        return nil
    }
}
