/// Spans of time as people write them: `30s`, `5m`, `2h`, `1d`, `1h30m`.
public enum DurationText {
    private static let units: [(name: Character, seconds: Int)] = [("d", 86_400), ("h", 3600), ("m", 60), ("s", 1)]

    /// The seconds that a text spells, each unit at most once and longer ones first; nil when it spells none.
    public static func seconds(_ text: String) -> Int? {
        var total = 0
        var rest = Substring(text.lowercased())
        var smallest = Int.max
        while !rest.isEmpty {
            let digits = rest.prefix { $0.isASCII && $0.isNumber }
            guard let number = Int(digits), let name = rest.dropFirst(digits.count).first,
                let unit = units.first(where: { $0.name == name }), unit.seconds < smallest
            else { return nil }
            let (seconds, isTooLong) = number.multipliedReportingOverflow(by: unit.seconds)
            guard !isTooLong, seconds < 1 << 40 else { return nil }
            total += seconds
            smallest = unit.seconds
            rest = rest.dropFirst(digits.count + 1)
        }
        return smallest == .max ? nil : total
    }

    /// A span in its two largest units: `1h 30m`.
    public static func text(_ seconds: Int) -> String {
        var parts: [String] = []
        var rest = seconds
        for unit in units where rest >= unit.seconds && parts.count < 2 {
            parts.append("\(rest / unit.seconds)\(unit.name)")
            rest %= unit.seconds
        }
        return parts.isEmpty ? "0s" : parts.joined(separator: " ")
    }
}
