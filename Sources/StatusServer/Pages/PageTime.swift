import Charting
import Columnar
import Jobs

/// Times on a page, in one zone.
struct PageTime {
    /// When the page was made, in microseconds since 1970.
    let now: Int64
    var zone = ZoneRules.utc

    private static let usual = try? TimeFormat("%-d %b %Y, %H:%M")
    private static let exact = try? TimeFormat("%-d %b %Y, %H:%M:%S")

    /// `28 Nov 2026, 08:14 UTC`
    func text(_ instant: Int64, hasSeconds: Bool = false) -> String {
        let format = hasSeconds ? PageTime.exact : PageTime.usual
        let time = format?.format(microseconds: instant, zone: zone) ?? TimestampText.rfc3339(microseconds: instant)
        return "\(time) \(zone.identifier)"
    }

    /// `in 2 h 5 min`; `now` when it is past.
    func until(_ instant: Int64) -> String {
        let seconds = (instant - now) / 1_000_000
        switch seconds {
        case ..<1: return "now"
        case ..<60: return "in \(seconds) s"
        case ..<3600: return "in \(seconds / 60) min"
        case ..<86_400: return "in \(seconds / 3600) h \(seconds / 60 % 60) min"
        default: return "in \(seconds / 86_400) d \(seconds / 3600 % 24) h"
        }
    }
}

/// Numbers on a page; a dash for what is not known.
enum PageNumber {
    /// `3 ms`, `0.24 s`, `12.3 s`, `4 min 10 s`
    static func seconds(_ seconds: Double?) -> String {
        guard let seconds, seconds.isFinite, seconds < 1e9 else { return "–" }
        if seconds < 0.01 { return seconds < 0.0005 ? "<1 ms" : "\(Int((seconds * 1000).rounded())) ms" }
        if seconds < 10 { return "\(rounded(seconds, 100)) s" }
        if seconds < 60 { return "\(rounded(seconds, 10)) s" }
        let whole = Int(seconds.rounded())
        return whole < 3600 ? "\(whole / 60) min \(whole % 60) s" : "\(whole / 3600) h \(whole / 60 % 60) min"
    }

    /// `1,234,567`
    static func count(_ number: Int64?) -> String {
        guard let number else { return "–" }
        var digits = String(number.magnitude)
        var groups: [String] = []
        while digits.count > 3 {
            groups.insert(String(digits.suffix(3)), at: 0)
            digits.removeLast(3)
        }
        return (number < 0 ? "−" : "") + ([digits] + groups).joined(separator: ",")
    }

    /// `412 MB`, in powers of ten.
    static func bytes(_ bytes: Int64?) -> String {
        guard let bytes else { return "–" }
        var value = Double(bytes)
        for unit in ["B", "kB", "MB", "GB"] {
            if value < 1000 {
                return "\(value < 10 && unit != "B" ? "\(rounded(value, 10))" : "\(Int(value.rounded()))") \(unit)"
            }
            value /= 1000
        }
        return "\(rounded(value, 10)) TB"
    }

    /// A figure as tables of a report show it: `1,234`, `3.14`, `0.512`.
    static func value(_ value: RunRecord.Value) -> String {
        guard let number = value.number else { return value.text ?? "–" }
        let form = value.type == "int64" ? ",d" : abs(number) >= 1 ? ",.2~f" : ",.3~r"
        return (try? NumberFormat(form))?.format(number) ?? value.text ?? "–"
    }

    private static func rounded(_ value: Double, _ scale: Double) -> Double { (value * scale).rounded() / scale }
}
