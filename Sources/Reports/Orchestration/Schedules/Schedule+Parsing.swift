import Columnar
import Diagnostics

/// What is wrong with a schedule as it is written.
struct ScheduleProblem: Error {
    var message: String
    var help: String?

    init(_ message: String, help: String? = nil) {
        self.message = message
        self.help = help
    }
}

extension Schedule {
    /// The forms there are.
    static let forms = "'hourly', 'daily 06:00', 'weekly mon 06:00', 'monthly 1 06:00' or five cron fields"
    private static let dayNames = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]
    private static let monthNames = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ]

    /// What other programs call some schedules (Vixie cron, systemd), as they are written here.
    private static let nicknames = [
        "@hourly": "hourly", "@daily": "daily 00:00", "@midnight": "daily 00:00", "@weekly": "weekly sun 00:00",
        "@monthly": "monthly 1 00:00", "@yearly": "0 0 1 1 *", "@annually": "0 0 1 1 *",
    ]

    /// The short name of a day that is written in full or nearly so: `mon` for `monday`.
    private static func dayName(_ word: String) -> String? {
        let days = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"]
        let found = days.first { $0.hasPrefix(word) && word.count > 2 } ?? NearMatch.find(word, among: days)
        return found.map { String($0.prefix(3)) }
    }

    /// Reads a schedule.
    init(_ text: String) throws(ScheduleProblem) {
        let words = text.split(whereSeparator: \.isWhitespace).map { $0.lowercased() }
        guard let first = words.first else { throw ScheduleProblem("a schedule is \(Schedule.forms)") }
        var time = (hour: CronField.every(0...23), minute: CronField(0))
        var day = CronField.every(1...31)
        var weekday = CronField.every(0...6)
        switch first {
        case "hourly":
            guard words.count == 1 else {
                throw ScheduleProblem("'hourly' stands alone", help: "for a minute of the hour write '15 * * * *'")
            }
        case "daily":
            guard words.count == 2 else {
                throw ScheduleProblem("'daily' is followed by a time of day", help: "write 'daily 06:00'")
            }
            time = try Schedule.time(words[1])
        case "weekly":
            guard words.count == 3 else {
                let day = words.count > 1 ? Schedule.dayName(words[1]) : nil
                throw ScheduleProblem(
                    "'weekly' is followed by a day and a time of day", help: "write 'weekly \(day ?? "mon") 06:00'")
            }
            guard let number = Schedule.dayNames.firstIndex(of: words[1]) else {
                let names = Array(Schedule.dayNames[1...]) + ["sun"]
                throw ScheduleProblem(
                    "'\(words[1])' is no day of the week; there are \(names.joined(separator: ", "))",
                    help: Schedule.dayName(words[1]).map {
                        "write 'weekly \($0) \((try? Schedule.time(words[2])) == nil ? "06:00" : words[2])'"
                    } ?? NearMatch.help(words[1], among: names))
            }
            weekday = CronField(number)
            time = try Schedule.time(words[2])
        case "monthly":
            guard words.count == 3 else {
                throw ScheduleProblem(
                    "'monthly' is followed by a day of the month and a time of day", help: "write 'monthly 1 06:00'")
            }
            guard let number = Int(words[1]), (1...31).contains(number) else {
                throw ScheduleProblem("'\(words[1])' is no day of a month; there are 1 to 31")
            }
            day = CronField(number)
            time = try Schedule.time(words[2])
        default:
            guard words.count == 5, let byte = first.utf8.first, "*0123456789".utf8.contains(byte) else {
                throw ScheduleProblem(
                    "'\(text)' is no schedule; expected \(Schedule.forms)",
                    help: Schedule.nicknames[text.lowercased()].map { "write '\($0)'" }
                        ?? NearMatch.help(first, among: ["hourly", "daily", "weekly", "monthly"]))
            }
            self = try Schedule.cron(words, text: text)
            return
        }
        self.init(
            text: text, minutes: time.minute, hours: time.hour, days: day, months: .every(1...12), weekdays: weekday)
    }

    private static func time(_ text: String) throws(ScheduleProblem) -> (hour: CronField, minute: CronField) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ $0.count == 2 }), let hour = Int(parts[0]),
            let minute = Int(parts[1]), (0...23).contains(hour), (0...59).contains(minute)
        else {
            throw ScheduleProblem("'\(text)' is no time of day", help: "write it like '06:00', from 00:00 to 23:59")
        }
        return (CronField(hour), CronField(minute))
    }

    /// Five fields: minute, hour, day of the month, month, day of the week.
    private static func cron(_ words: [String], text: String) throws(ScheduleProblem) -> Schedule {
        let schedule = Schedule(
            text: text, minutes: try field(words[0], "minute", 0...59),
            hours: try field(words[1], "hour", 0...23), days: try field(words[2], "day of the month", 1...31),
            months: try field(words[3], "month", 1...12, names: monthNames),
            weekdays: try field(words[4], "day of the week", 0...7, names: dayNames))
        guard schedule.happens else {
            throw ScheduleProblem(
                "'\(text)' never comes: none of its months has such a day", help: "the longest February has 29 days")
        }
        return schedule
    }

    /// One field: lists of `*`, numbers, names and ranges, each with a step behind `/` or without.
    private static func field(
        _ text: String, _ name: String, _ range: ClosedRange<Int>, names: [String] = []
    ) throws(ScheduleProblem) -> CronField {
        let problem = ScheduleProblem(
            "'\(text)' is no \(name) of a cron schedule",
            help: "it is *, or numbers from \(range.lowerBound) to \(range.upperBound) with ',', '-' and '/'")
        // Cron calls a field a wildcard by its first character.
        var field = CronField(isWildcard: text.hasPrefix("*"))
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let halves = part.split(separator: "/", omittingEmptySubsequences: false)
            guard (1...2).contains(halves.count), !halves[0].isEmpty else { throw problem }
            var step: Int?
            if halves.count == 2 {
                guard let number = digits(halves[1]), number > 0 else { throw problem }
                step = number
            }
            var span = range
            if halves[0] != "*" {
                let ends = halves[0].split(separator: "-", omittingEmptySubsequences: false)
                guard ends.count <= 2, let first = number(ends[0], range, names) else { throw problem }
                var last = first
                if ends.count == 2 {
                    guard let end = number(ends[1], range, names) else { throw problem }
                    last = end
                } else if step != nil {
                    // `5/10` means from 5 on.
                    last = range.upperBound
                }
                guard first <= last else { throw problem }
                span = first...last
            }
            for number in stride(from: span.lowerBound, through: span.upperBound, by: step ?? 1) {
                // Both 0 and 7 are Sunday.
                field.insert(range.upperBound == 7 ? number % 7 : number)
            }
        }
        return field
    }

    private static func number(_ text: Substring, _ range: ClosedRange<Int>, _ names: [String]) -> Int? {
        let number = digits(text) ?? names.firstIndex(of: String(text)).map { $0 + range.lowerBound }
        return number.flatMap { range.contains($0) ? $0 : nil }
    }

    private static func digits(_ text: Substring) -> Int? {
        text.utf8.allSatisfy { (0x30...0x39).contains($0) } ? Int(text) : nil
    }

    /// Whether there is such a day in any year.
    private var happens: Bool {
        // A day of the week comes in every month; else the month must be long enough, February at its longest.
        if days.isWildcard || !weekdays.isWildcard { return true }
        return months.numbers.contains { month in
            days.numbers.contains { $0 <= CivilDate.daysInMonth(2024, month) }
        }
    }
}
