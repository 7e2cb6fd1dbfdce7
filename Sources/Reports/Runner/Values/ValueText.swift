import Charting
import Columnar

/// How values read on a page.
struct ValueText {
    /// What stands where there is no value.
    static let missing = "–"

    /// The zone that times are shown in.
    let zone: ZoneRules

    private enum Format {
        case number(NumberFormat)
        case time(TimeFormat)
        case plain
    }

    private let format: Format

    /// The reading of values of a type. Without a format, or with one that does not suit the type, numbers are grouped, days read
    /// `9 November 2026` and times `9 November 2026, 13:00`.
    init(_ type: DataType, format: String?, zone: ZoneRules) {
        self.zone = zone
        switch type {
        case .int64, .double, .decimal:
            self.format = format.flatMap { try? NumberFormat($0) }.map { .number($0) } ?? .plain
        case .timestamp, .date: self.format = format.flatMap { try? TimeFormat($0) }.map { .time($0) } ?? .plain
        case .string, .boolean, .null: self.format = .plain
        }
    }

    /// A single value as text.
    static func text(_ value: Scalar, format: String?, zone: ZoneRules) -> String {
        ValueText(value.type, format: format, zone: zone).text(value)
    }

    /// A value as text; numbers that are not finite count as missing.
    func text(_ value: Scalar) -> String {
        switch (value, format) {
        case (.null, _): return ValueText.missing
        case (.double(let number), _) where !number.isFinite: return ValueText.missing
        case (.int64(let number), .number(let format)): return format.format(number)
        case (.double(let number), .number(let format)): return format.format(number)
        case (.decimal(let number), .number(let format)): return format.format(number)
        case (.timestamp(let instant), .time(let format)): return format.format(microseconds: instant, zone: zone)
        case (.date(let day), .time(let format)): return format.format(days: day)
        case (.int64(let number), _): return (try? NumberFormat(",d"))?.format(number) ?? value.text
        case (.double(let number), _):
            return (try? NumberFormat(abs(number) >= 1 ? ",.2~f" : ",.3~r"))?.format(number) ?? value.text
        case (.decimal(let number), _):
            return (try? NumberFormat(",.\(number.scale)f"))?.format(number) ?? value.text
        case (.timestamp(let instant), _):
            return (try? TimeFormat("%-d %B %Y, %H:%M"))?.format(microseconds: instant, zone: zone) ?? value.text
        case (.date(let day), _): return (try? TimeFormat("%-d %B %Y"))?.format(days: day) ?? value.text
        case (.string(let text), _): return text
        case (.boolean(let isTrue), _): return isTrue ? "yes" : "no"
        }
    }

    /// A name in words: `average_resonance` reads `Average resonance`.
    static func words(_ name: String) -> String {
        let text = name.replacing("_", with: " ")
        return text.prefix(1).uppercased() + text.dropFirst()
    }

    /// What is wrong with a format for values of a type; nil when it suits.
    static func problem(_ format: String, for type: DataType) -> FormatError? {
        do throws(FormatError) {
            switch type {
            case .int64, .double, .decimal: _ = try NumberFormat(format)
            case .timestamp, .date: try TimeFormat.check(format)
            case .string, .boolean:
                return FormatError("the format '\(format)' is for numbers and times; this is a \(type.name)")
            case .null: return nil
            }
            return nil
        } catch {
            return error
        }
    }
}
