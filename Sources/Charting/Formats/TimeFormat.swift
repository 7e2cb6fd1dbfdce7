package import Columnar

/// A time format in strftime's directives, as d3-time-format prints them in its default locale (en-US).
///
/// `%a %A %b %B %c %d %e %f %g %G %H %I %j %L %m %M %p %q %Q %s %S %u %U %V %w %W %x %X %y %Y %Z %%`, with `-` (no
/// padding), `_` (spaces) or `0` between `%` and the letter; also strftime's `%D %F %h %n %R %t %T`. `%Z` is the offset,
/// such as `+0100`. Source: d3-time-format's documentation; ISO 8601 for weeks.
package struct TimeFormat: Hashable, Sendable {
    private enum Piece: Hashable, Sendable {
        case text(String)
        /// A directive and its padding; nil for the directive's own.
        case directive(Character, padding: Character?)
    }

    private let pieces: [Piece]

    private static let directives: [Character] = Array("aAbBcdefgGHIjLmMpqQsSuUVwWxXyYZ")

    /// What some directives stand for.
    private static let combined: [Character: String] = [
        "c": "%x, %X", "x": "%-m/%-d/%Y", "X": "%-I:%M:%S %p", "D": "%m/%d/%y", "F": "%Y-%m-%d", "R": "%H:%M",
        "T": "%H:%M:%S", "h": "%b",
    ]

    /// Reads a format. Text outside directives stands for itself.
    package init(_ format: String) throws(FormatError) {
        var pieces: [Piece] = []
        var text = ""
        var rest = Array(format)[...]
        func flush() {
            if !text.isEmpty { pieces.append(.text(text)) }
            text = ""
        }
        while let character = rest.popFirst() {
            guard character == "%" else {
                text.append(character)
                continue
            }
            var padding: Character?
            if let next = rest.first, "-_0".contains(next) { padding = rest.removeFirst() }
            guard let letter = rest.popFirst() else {
                throw FormatError("the time format '\(format)' ends in a lone %", help: "write %% for a percent sign")
            }
            if letter == "%" {
                text += "%"
            } else if letter == "n" || letter == "t" {
                text += letter == "n" ? "\n" : "\t"
            } else if let whole = Self.combined[letter] {
                flush()
                pieces += try TimeFormat(whole).pieces
            } else if Self.directives.contains(letter) {
                flush()
                pieces.append(.directive(letter, padding: padding))
            } else {
                throw FormatError(
                    "the time format '\(format)' has no directive '%\(letter)'",
                    help: "time formats are strftime's, such as '%a %-d %B' or '%H:%M'")
            }
        }
        flush()
        self.pieces = pieces
    }

    /// Makes sure that a format can be read and shows some part of a time, as an author's should.
    package static func check(_ format: String) throws(FormatError) {
        let showsTime = try TimeFormat(format).pieces.contains { if case .directive = $0 { true } else { false } }
        guard !showsTime else { return }
        throw FormatError(
            "the time format '\(format)' shows no part of a time",
            help: "time formats are strftime's, such as '%a %-d %B' or '%H:%M'")
    }

    /// A format known to be right; directives it does not know are left out.
    init(known format: StaticString) {
        self = (try? TimeFormat(format.description)) ?? TimeFormat(pieces: [])
    }

    private init(pieces: [Piece]) { self.pieces = pieces }

    /// An instant on `zone`'s calendar and clock.
    package func format(microseconds: Int64, zone: ZoneRules) -> String {
        let moment = Moment(utc: microseconds, zone: zone)
        return pieces.map { piece in
            switch piece {
            case .text(let text): text
            case .directive(let letter, let padding): Self.text(letter, padding, moment)
            }
        }.joined()
    }

    /// A day; its clock shows midnight UTC.
    package func format(days: Int32) -> String {
        format(microseconds: Int64(days) * 86_400_000_000, zone: .utc)
    }

    /// The text of one directive.
    private static func text(_ letter: Character, _ padding: Character?, _ moment: Moment) -> String {
        func number(_ value: Int, _ width: Int, _ usual: Character = "0") -> String {
            let sign = value < 0 ? "-" : ""
            let digits = String(abs(value))
            let fill: Character? =
                switch padding {
                case "-": nil
                case "_": " "
                case "0": "0"
                default: usual
                }
            guard let fill, digits.count < width else { return sign + digits }
            return sign + String(repeating: fill, count: width - digits.count) + digits
        }
        let date = moment.date
        switch letter {
        case "a": return String(weekdays[date.isoWeekday - 1].prefix(3))
        case "A": return weekdays[date.isoWeekday - 1]
        case "b": return String(months[date.month - 1].prefix(3))
        case "B": return months[date.month - 1]
        case "d": return number(date.day, 2)
        case "e": return number(date.day, 2, " ")
        case "f": return number(moment.microsecond, 6)
        case "g": return number(date.isoWeek.year % 100, 2)
        case "G": return number(date.isoWeek.year % 10_000, 4)
        case "H": return number(moment.hour, 2)
        case "I": return number((moment.hour + 11) % 12 + 1, 2)
        case "j": return number(date.dayOfYear, 3)
        case "L": return number(moment.microsecond / 1000, 3)
        case "m": return number(date.month, 2)
        case "M": return number(moment.minute, 2)
        case "p": return moment.hour < 12 ? "AM" : "PM"
        case "q": return String((date.month - 1) / 3 + 1)
        case "Q": return String(moment.utc.flooredDivision(by: 1000))
        case "s": return String(moment.utc.flooredDivision(by: 1_000_000))
        case "S": return number(moment.second, 2)
        case "u": return String(date.isoWeekday)
        case "U": return number((date.dayOfYear + 6 - date.isoWeekday % 7) / 7, 2)
        case "V": return number(date.isoWeek.week, 2)
        case "w": return String(date.isoWeekday % 7)
        case "W": return number((date.dayOfYear + 6 - (date.isoWeekday - 1)) / 7, 2)
        case "y": return number(date.year % 100, 2)
        case "Y": return number(date.year % 10_000, 4)
        case "Z":
            let minutes = abs(moment.offsetSeconds) / 60
            return (moment.offsetSeconds < 0 ? "-" : "+") + padded(minutes / 60, 2) + padded(minutes % 60, 2)
        default: return ""
        }
    }

    /// English weekday names from Monday.
    static let weekdays = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
    /// English month names.
    static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ]
}
