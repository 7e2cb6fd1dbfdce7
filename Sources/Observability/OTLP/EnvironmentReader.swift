/// Reads OpenTelemetry's variables; empty ones are as if they were not set.
struct EnvironmentReader {
    let environment: (String) -> String?
    var problems: [String] = []

    init(environment: @escaping (String) -> String?) { self.environment = environment }

    func text(_ name: String) -> String? {
        environment(name).flatMap { value in
            let trimmed = EnvironmentReader.trimmed(value[...])
            return trimmed.isEmpty ? nil : trimmed
        }
    }

    /// `OTEL_EXPORTER_OTLP_<name>`.
    func own(_ name: String) -> String? { text("OTEL_EXPORTER_OTLP_" + name) }

    /// The variable for traces, else the one for all signals.
    func either(_ name: String) -> String? { own("TRACES_" + name) ?? own(name) }

    /// The first of some variables that is set, in milliseconds.
    mutating func milliseconds(_ names: [String]) -> Duration? {
        for name in names where text(name) != nil { return count(name).map { .milliseconds($0) } }
        return nil
    }

    /// A positive number.
    mutating func count(_ name: String) -> Int? {
        guard let text = text(name) else { return nil }
        if let number = Int(text), number > 0, number <= 1_000_000_000 { return number }
        problems.append("\(name) is '\(text)', which is no positive number")
        return nil
    }

    /// `a=b,c=d` with percent-encoded values. Values are secrets often: what cannot be read is not repeated.
    mutating func pairs(_ text: String?) -> [(name: String, value: String)] {
        guard let text else { return [] }
        return text.split(separator: ",").compactMap { part in
            let halves = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = EnvironmentReader.trimmed(halves[0])
            guard halves.count == 2, !name.isEmpty else {
                problems.append("a list of OTEL_… variables is written name=value,name=value; one part has no '='")
                return nil
            }
            return (name, EnvironmentReader.decoded(EnvironmentReader.trimmed(halves[1])))
        }
    }

    private static func trimmed(_ text: Substring) -> String {
        var text = text
        while let first = text.first, first == " " || first == "\t" { text.removeFirst() }
        while let last = text.last, last == " " || last == "\t" { text.removeLast() }
        return String(text)
    }

    private static func decoded(_ text: String) -> String {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.first {
            rest.removeFirst()
            if byte == UInt8(ascii: "%"), rest.count >= 2,
                let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
            {
                bytes.append(value)
                rest.removeFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
