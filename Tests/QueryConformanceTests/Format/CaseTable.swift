import Columnar

/// A table that stands in a case: typed columns and rows.
struct CaseTable: Sendable {
    let schema: Schema
    let rows: [[Scalar]]

    /// Reads a header of `name type` parts and lines of cells between bars.
    ///
    /// Throws `CaseFileError` for a type that there is not, a cell that does not fit its column, or too few or too many of them.
    init(header: String, lines: [String]) throws(CaseFileError) {
        var fields: [Field] = []
        for part in header.isEmpty ? [] : try CaseTable.parts(of: header, between: ",") {
            fields.append(try CaseTable.field(part))
        }
        schema = Schema(fields)
        var rows: [[Scalar]] = []
        for line in lines where line.contains(where: { $0 != " " }) {
            let cells = try CaseTable.parts(of: line, between: "|")
            guard cells.count == fields.count else {
                throw CaseFileError("\(cells.count) cells for \(fields.count) columns: \(line)")
            }
            var row: [Scalar] = []
            for (cell, field) in zip(cells, fields) { row.append(try CaseValue.scalar(cell, of: field.type)) }
            rows.append(row)
        }
        self.rows = rows
    }

    /// `name type` or `'any name' type`.
    private static func field(_ text: String) throws(CaseFileError) -> Field {
        let name: String
        let rest: Substring
        if text.unicodeScalars.first == "'" {
            guard let end = text.lastIndex(of: "'"), end > text.startIndex else {
                throw CaseFileError("'\(text)' is no column: a name, then a type")
            }
            name = try CaseValue.unquoted(String(text[...end]))
            rest = text[text.index(after: end)...]
        } else {
            name = String(text.prefix { $0 != " " })
            rest = text.dropFirst(name.count)
        }
        let typeName = rest.filter { $0 != " " }
        // A bare NULL has a type too, which nobody can declare.
        guard let type = typeName == "null" ? DataType.null : DataType(name: typeName) else {
            throw CaseFileError("'\(typeName)' is no type")
        }
        return Field(name, type)
    }

    /// The parts between separators that stand neither in quotes nor in parentheses, without blanks around them.
    private static func parts(of text: String, between separator: Character) throws(CaseFileError) -> [String] {
        var parts = [""]
        var isQuoted = false
        var isEscaped = false
        var depth = 0
        // Scalars, since an accent may stand behind a quote.
        for scalar in text.unicodeScalars {
            let character = Character(scalar)
            if isQuoted {
                isQuoted = isEscaped || character != "'"
                isEscaped = !isEscaped && character == "\\"
            } else if character == "'" {
                isQuoted = true
            } else if character == "(" || character == ")" {
                depth += character == "(" ? 1 : -1
            } else if character == separator, depth == 0 {
                parts.append("")
                continue
            }
            parts[parts.count - 1].unicodeScalars.append(scalar)
        }
        if isQuoted { throw CaseFileError("a quote is not closed: \(text)") }
        return parts.map(trimmed)
    }

    private static func trimmed(_ text: String) -> String {
        String(text.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
}
