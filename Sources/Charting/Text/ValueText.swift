#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif
import Columnar

/// How values read on axes, labels and in descriptions.
enum ValueText {
    /// A number in full: the author's format, else whole numbers grouped and others to four significant digits.
    static func full(_ value: Double, format: NumberFormat?) -> String {
        if let format { return format.format(value) }
        let magnitude = abs(value)
        if value == value.rounded(), magnitude < 1e15 { return NumberFormat(type: "d", comma: true).format(value) }
        if magnitude >= 1e15 || magnitude < 1e-4 {
            return NumberFormat(type: "e", precision: 2, trim: true).format(value)
        }
        if magnitude >= 1000 { return NumberFormat(type: "f", precision: 0, comma: true).format(value) }
        return NumberFormat(type: "r", precision: 4, trim: true).format(value)
    }

    /// A share of a whole as a percentage: one decimal below 1%, `<0.1%` for what is more than nothing, `>99%` for what is less than
    /// all. `isAll` where rounding may have made one of what has others beside it.
    static func share(_ share: Double, isAll: Bool? = nil) -> String {
        let isSmall = share > 0 && share < 0.0095
        let text = NumberFormat(type: "%", precision: isSmall ? 1 : 0).format(share)
        if share > 0, text == "0.0%" { return "<0.1%" }
        if text == "100%", !(isAll ?? (share >= 1)) { return ">99%" }
        return text
    }

    /// A number at a bar: the author's format, else short.
    static func short(_ value: Double, format: NumberFormat?) -> String {
        if let format { return format.format(value) }
        let magnitude = abs(value)
        if magnitude >= 10_000 { return scaled(value, digits: 3) }
        if value == value.rounded() { return NumberFormat(type: "d", comma: true).format(value) }
        if magnitude < 1e-4 { return NumberFormat(type: "e", precision: 1, trim: true).format(value) }
        return NumberFormat(type: "r", precision: magnitude >= 1000 ? 4 : 3, comma: true, trim: false).format(value)
    }

    /// Numbers at neighbouring bars: the author's format, else short with one unit and one number of decimals for all, three
    /// digits for the largest.
    static func shorts(_ values: [Double], format: NumberFormat?) -> [String] {
        let magnitudes = values.map(abs).filter { $0 > 0 }
        guard format == nil, let largest = magnitudes.max(), let smallest = magnitudes.min(), largest < 1e15,
            largest >= 1e-4, smallest >= largest / 1e4
        else { return values.map { short($0, format: format) } }
        if largest < 10_000, values.allSatisfy({ $0 == $0.rounded() }) { return values.map { short($0, format: nil) } }
        var (unit, suffix) = largest >= 10_000 ? unit(largest) : (1, "")
        if largest / unit >= 999.5, unit > 1 { (unit, suffix) = self.unit(unit * 1000) }
        let decimals = max(0, 2 - Int(log10(largest / unit).rounded(.down)))
        let number = NumberFormat(type: "f", precision: decimals, comma: true)
        return values.map { $0 == 0 ? "0" : number.format($0 / unit) + suffix }
    }

    /// The texts of an axis' ticks, all with the same number of decimals; a percent or currency of the author's format is kept.
    static func ticks(_ ticks: [Double], format: NumberFormat?) -> [String] {
        guard let largest = ticks.map(abs).max(), largest > 0 else {
            return ticks.map { full($0, format: format?.type == "%" ? format : nil) }
        }
        let step = zip(ticks.dropFirst(), ticks).map { abs($0 - $1) }.min() ?? largest
        func decimals(_ scale: Double) -> Int {
            let place = log10(step * scale)
            guard place.isFinite else { return 0 }
            // 0.25 needs two decimals where 0.2 needs one.
            for count in max(0, Int(-place.rounded(.down)))...max(3, Int(-place.rounded(.down)) + 3) {
                let shifted = step * scale * pow(10, Double(count))
                if abs(shifted - shifted.rounded()) < 1e-6 * max(1, shifted) { return min(count, 12) }
            }
            return min(12, max(0, Int(-place.rounded(.down))))
        }
        if let format, format.type == "%" || format.type == "p" {
            return ticks.map { NumberFormat(type: "%", precision: decimals(100)).format($0) }
        }
        let symbol = format?.symbol == "$" ? "$" : nil as Character?
        var result = NumberFormat(type: "f", precision: decimals(1), comma: true)
        result.symbol = symbol
        if largest >= 1e15 || largest < 1e-4 {
            return ticks.map { $0 == 0 ? "0" : NumberFormat(type: "e", precision: 3, trim: true).format($0) }
        }
        guard largest >= 10_000 else { return ticks.map { result.format($0) } }
        let (unit, suffix) = unit(largest)
        result.precision = decimals(1 / unit)
        return ticks.map { $0 == 0 ? (symbol.map(String.init) ?? "") + "0" : result.format($0 / unit) + suffix }
    }

    /// Ticks of a logarithmic axis, each on its own.
    static func logTick(_ value: Double, format: NumberFormat?) -> String {
        if let format, format.type == "%" || format.symbol == "$" { return format.format(value) }
        let magnitude = abs(value)
        if magnitude >= 1e15 || magnitude < 1e-4 { return NumberFormat(type: "e", precision: 0).format(value) }
        if magnitude >= 10_000 { return scaled(value, digits: 3) }
        return NumberFormat(type: "r", precision: 3, comma: true, trim: true).format(value)
    }

    /// A category's name: times by the channel's format or as fits their steps, numbers in full, nulls as `none`.
    static func category(_ key: Scalar, channel: Channel, zone: ZoneRules, among keys: [Scalar]) -> String {
        switch key {
        case .null: return "none"
        case .string(let text): return text.isEmpty ? "(empty)" : text
        case .boolean(let value): return value ? "yes" : "no"
        case .int64(let value):
            let format = channel.format.flatMap { try? NumberFormat($0) }
            return format?.format(value) ?? String(value)
        case .decimal(let value):
            let format = channel.format.flatMap { try? NumberFormat($0) }
            return format?.format(value.doubleValue) ?? value.text
        case .double(let value): return full(value, format: channel.format.flatMap { try? NumberFormat($0) })
        case .date(let days):
            if let format = channel.format.flatMap({ try? TimeFormat($0) }) { return format.format(days: days) }
            return day(Int64(days) * 86_400_000_000, zone: .utc, isLong: span(keys) > 62)
        case .timestamp(let value):
            if let format = channel.format.flatMap({ try? TimeFormat($0) }) {
                return format.format(microseconds: value, zone: zone)
            }
            let isMidnight = keys.allSatisfy {
                if case .timestamp(let value) = $0 { Moment(utc: value, zone: zone).isMidnight } else { true }
            }
            if isMidnight { return day(value, zone: zone, isLong: span(keys) > 62) }
            return TimeFormat(known: span(keys) > 1 ? "%a %-d %H:%M" : "%H:%M").format(microseconds: value, zone: zone)
        }
    }

    /// An instant in words: a day, or a day and time.
    static func instant(_ microseconds: Double, zone: ZoneRules, format: String? = nil) -> String {
        guard abs(microseconds) < 9e18 else { return "?" }
        let value = Int64(microseconds)
        if let format = format.flatMap({ try? TimeFormat($0) }) {
            return format.format(microseconds: value, zone: zone)
        }
        let moment = Moment(utc: value, zone: zone)
        return TimeFormat(known: moment.isMidnight ? "%a %-d %b" : "%a %-d %b %H:%M").format(
            microseconds: value, zone: zone)
    }

    private static func day(_ microseconds: Int64, zone: ZoneRules, isLong: Bool) -> String {
        TimeFormat(known: isLong ? "%-d %b %Y" : "%a %-d").format(microseconds: microseconds, zone: zone)
    }

    /// Days between the first and last key.
    private static func span(_ keys: [Scalar]) -> Double {
        var low = Double.infinity
        var high = -Double.infinity
        for key in keys {
            switch key {
            case .date(let days):
                low = min(low, Double(days))
                high = max(high, Double(days))
            case .timestamp(let value):
                low = min(low, Double(value) / 8.64e10)
                high = max(high, Double(value) / 8.64e10)
            default: break
            }
        }
        return high - low
    }

    private static func unit(_ magnitude: Double) -> (Double, String) {
        if magnitude >= 1e12 { return (1e12, "T") }
        if magnitude >= 1e9 { return (1e9, "B") }
        if magnitude >= 1e6 { return (1e6, "M") }
        return (1e3, "k")
    }

    private static func scaled(_ value: Double, digits: Int) -> String {
        if abs(value) >= 1e15 { return NumberFormat(type: "e", precision: 1, trim: true).format(value) }
        var (unit, suffix) = unit(abs(value))
        // 999,999 rounds up into the next unit.
        if abs(value) / unit >= 999.5 { (unit, suffix) = self.unit(unit * 1000) }
        return NumberFormat(type: "r", precision: digits, trim: true).format(value / unit) + suffix
    }
}
