import Diagnostics
import Yams

/// Reads YAML that a stranger wrote: text that would exhaust the parser's stack is told, not parsed.
enum YAMLBody {
    /// The deepest nesting read.
    static let deepest = 40

    /// Parses whole lines of a file and hands the root node on; nil when there is none.
    static func read(
        _ source: SourceText, text: String, firstLine: Int, _ body: (Node, YAMLDocument) -> [Diagnostic]
    ) -> [Diagnostic]? {
        if let line = tooDeep(text) {
            return [
                Diagnostic(
                    "too-deep", .error, "this YAML is nested more than \(deepest) deep", file: source.path,
                    range: source.range(source.startOfLine(firstLine + line)..<source.startOfLine(firstLine + line)))
            ]
        }
        do {
            let document = try YAMLDocument(source: source, text: text, firstLine: firstLine)
            guard let root = document.root, !YAMLMapping.isEmpty(root) else { return nil }
            return body(root, document)
        } catch let error as DiagnosticsError {
            return error.diagnostics
        } catch {
            return [Diagnostic("bad-yaml", .error, "this is not YAML", file: source.path)]
        }
    }

    /// The line, from 0, on which nesting gets too deep, by an estimate that never counts too little: open brackets wherever they stand,
    /// list and key markers in front of a line, and a level for each column of indentation that grows.
    private static func tooDeep(_ text: String) -> Int? {
        var brackets = 0
        var indents: [Int] = []
        for (number, line) in text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
            .enumerated()
        {
            var markers = 0
            var isInFront = true
            var column = 0
            for byte in line {
                switch byte {
                case 0x20, 0x09, 0x0D: break
                case UInt8(ascii: "-"), UInt8(ascii: "?"): if isInFront { markers += 1 }
                default:
                    if isInFront {
                        while let last = indents.last, last >= column { indents.removeLast() }
                        indents.append(column)
                    }
                    isInFront = false
                    if byte == UInt8(ascii: "[") || byte == UInt8(ascii: "{") { brackets += 1 }
                    if byte == UInt8(ascii: "]") || byte == UInt8(ascii: "}") { brackets = max(0, brackets - 1) }
                }
                column += 1
            }
            // A rule of dashes is no nesting of lists, which have blanks between.
            let listMarkers = line.contains(0x20) ? markers : 0
            if brackets + listMarkers + indents.count > deepest { return number }
        }
        return nil
    }
}
