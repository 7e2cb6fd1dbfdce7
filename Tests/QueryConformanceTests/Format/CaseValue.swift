import Columnar

/// A cell of a case's table, as it is written and as a scalar.
enum CaseValue {
    /// The scalar that a cell stands for: `null`, `42`, `1.5`, `NaN`, `-Infinity`, `'a text'`, `2026-11-09`, `2026-11-09T13:00:00Z`.
    static func scalar(_ cell: String, of type: DataType) throws(CaseFileError) -> Scalar {
        if cell == "null" { return .null }
        let value: Scalar? =
            switch type {
            case .null: nil
            case .boolean: Bool(cell).map(Scalar.boolean)
            case .int64: Int64(cell).map(Scalar.int64)
            case .double: double(cell).map(Scalar.double)
            case .decimal(_, let scale): decimal(cell)?.rescaled(to: scale).map(Scalar.decimal)
            case .string: cell.unicodeScalars.first == "'" ? .string(try unquoted(cell)) : nil
            case .date: day(cell).map(Scalar.date)
            case .timestamp: TimestampText.microseconds(cell, zone: .utc).map(Scalar.timestamp)
            }
        guard let value else { throw CaseFileError("\(cell) is no \(type.name)") }
        return value
    }

    private static func double(_ text: String) -> Double? {
        switch text {
        case "NaN": .nan
        case "Infinity": .infinity
        case "-Infinity": -.infinity
        default: Double(text)
        }
    }

    private static func decimal(_ text: String) -> DecimalNumber? {
        var text = text
        return text.withUTF8 { DecimalText($0)?.number }
    }

    private static func day(_ text: String) -> Int32? {
        var text = text
        return text.withUTF8 { TimestampText.days($0) }
    }

    /// The text between quotes, with what `\n`, `\'`, `\\`, `\u{e9}` and their like stand for.
    static func unquoted(_ cell: String) throws(CaseFileError) -> String {
        var text = String.UnicodeScalarView()
        var rest = Substring.UnicodeScalarView(cell.unicodeScalars.dropFirst().dropLast())
        while let scalar = rest.popFirst() {
            guard scalar == "\\" else {
                text.append(scalar)
                continue
            }
            switch rest.popFirst() {
            case "n"?: text.append("\n")
            case "t"?: text.append("\t")
            case "r"?: text.append("\r")
            case "'"?: text.append("'")
            case "\\"?: text.append("\\")
            case "u"? where rest.first == "{":
                let digits = rest.dropFirst().prefix { $0 != "}" }
                guard let code = UInt32(String(digits), radix: 16), let scalar = Unicode.Scalar(code) else {
                    throw CaseFileError("\\u{\(String(digits))} is no character")
                }
                text.append(scalar)
                rest = rest.dropFirst(digits.count + 2)
            case let other: throw CaseFileError("\\\(other.map(String.init) ?? "") is no escape")
            }
        }
        return String(text)
    }

    /// A scalar as it is written in a case.
    static func text(_ scalar: Scalar) -> String {
        switch scalar {
        case .null: "null"
        case .double(let value) where value.isNaN: "NaN"
        case .double(let value) where value.isInfinite: value < 0 ? "-Infinity" : "Infinity"
        case .string(let value): quoted(value)
        default: scalar.text
        }
    }

    private static func quoted(_ text: String) -> String {
        let parts = text.unicodeScalars.map { scalar in
            switch scalar {
            case "\n": "\\n"
            case "\t": "\\t"
            case "\r": "\\r"
            case "'", "\\": "\\\(scalar)"
            case _ where isSeen(scalar): String(scalar)
            default: "\\u{\(String(scalar.value, radix: 16))}"
            }
        }
        return "'" + parts.joined() + "'"
    }

    private static func isSeen(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .nonspacingMark, .spacingMark, .enclosingMark,
            .modifierSymbol, .lineSeparator,
            .paragraphSeparator:
            false
        case .spaceSeparator: scalar == " "
        default: true
        }
    }
}
