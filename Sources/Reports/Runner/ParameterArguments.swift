public import Columnar
import Diagnostics
public import QueryPlan

/// Parameter values as a command line gives them: `--param min_resonance=0.4`.
public enum ParameterArguments {
    /// Reads `name=value` arguments against a report's declarations. The last of several values for one name counts.
    ///
    /// Dates and timestamps are read in `zone`; `null` and the empty text mean no value, except for text.
    /// - Throws: `DiagnosticsError` with everything that is wrong.
    public static func values(
        _ arguments: [String], for declarations: [ParameterDeclaration], zone: ZoneRules
    ) throws -> [Named<Scalar>] {
        var values = declarations.map { Named($0.name, $0.defaultValue) }
        var found: [Diagnostic] = []
        for argument in arguments {
            guard let equals = argument.firstIndex(of: "="), equals != argument.startIndex else {
                found.append(
                    Diagnostic(
                        "bad-parameter", .error, "'\(argument)' sets no parameter",
                        help:
                            "write NAME=VALUE\(declarations.first.map { ", such as \($0.name)=\($0.defaultValue.text)" } ?? "")"
                    ))
                continue
            }
            let name = String(argument[..<equals])
            let text = String(argument[argument.index(after: equals)...])
            guard let index = declarations.firstIndex(where: { $0.name == name }) else {
                let names = declarations.map(\.name)
                found.append(
                    Diagnostic(
                        "unknown-parameter", .error, "there is no parameter '\(name)'",
                        notes: [
                            names.isEmpty
                                ? "the report declares no parameters"
                                : "the report declares \(declarations.map(describe).joined(separator: ", "))"
                        ], help: NearMatch.help(name, among: names)))
                continue
            }
            switch value(text, for: declarations[index], zone: zone) {
            case .success(let value): values[index].value = value
            case .failure(let error): found += error.diagnostics
            }
        }
        if found.hasErrors { throw DiagnosticsError(found) }
        return values
    }

    private static func describe(_ declaration: ParameterDeclaration) -> String {
        "\(declaration.name) (\(declaration.type.name))"
    }

    private static func value(
        _ text: String, for declaration: ParameterDeclaration, zone: ZoneRules
    ) -> Result<Scalar, DiagnosticsError> {
        func wrong(_ id: String, _ message: String) -> Result<Scalar, DiagnosticsError> {
            .failure(DiagnosticsError(Diagnostic(id, .error, message)))
        }
        guard let value = scalar(text, of: declaration.type, zone: zone) else {
            return wrong(
                "wrong-type", "parameter '\(declaration.name)' is a \(declaration.type.name), which '\(text)' is not")
        }
        if let number = value.asDouble {
            let tooLow = declaration.minimum.map { number < $0 } ?? false
            let tooHigh = declaration.maximum.map { number > $0 } ?? false
            if tooLow || tooHigh || number.isNaN {
                let range =
                    switch (declaration.minimum, declaration.maximum) {
                    case (let low?, let high?): "from \(plain(low)) to \(plain(high))"
                    case (let low?, nil): "at least \(plain(low))"
                    case (nil, let high?): "at most \(plain(high))"
                    case (nil, nil): "a number"
                    }
                return wrong("out-of-range", "parameter '\(declaration.name)' is \(range), not \(text)")
            }
        }
        if !declaration.choices.isEmpty, !declaration.choices.contains(value) {
            let names = declaration.choices.map(\.text)
            return .failure(
                DiagnosticsError(
                    Diagnostic(
                        "unknown-value", .error,
                        "parameter '\(declaration.name)' is one of \(names.joined(separator: ", ")), not '\(text)'",
                        help: NearMatch.help(text, among: names))))
        }
        return .success(value)
    }

    /// A text as a value of a type; nil when it is none.
    static func scalar(_ text: String, of type: DataType, zone: ZoneRules) -> Scalar? {
        if type == .string { return .string(text) }
        if text.isEmpty || text.lowercased() == "null" { return .null }
        switch type {
        case .boolean:
            switch text.lowercased() {
            case "true", "yes", "1": return .boolean(true)
            case "false", "no", "0": return .boolean(false)
            default: return nil
            }
        case .int64: return Int64(text).map { .int64($0) }
        case .double: return Double(text).flatMap { $0.isFinite ? .double($0) : nil }
        case .decimal(let precision, let scale):
            return DecimalNumber(text, precision: precision, scale: scale).map { .decimal($0) }
        case .date:
            var text = text
            return text.withUTF8 { TimestampText.days($0) }.map { .date($0) }
        case .timestamp: return TimestampText.microseconds(text, zone: zone).map { .timestamp($0) }
        case .string, .null: return nil
        }
    }

    private static func plain(_ number: Double) -> String {
        Int64(exactly: number).map { String($0) } ?? number.description
    }
}
