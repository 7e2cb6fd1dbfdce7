import Diagnostics
import Reports

/// Checks a template's style sheets: placeholders name options, and `var()` names a variable that somebody sets.
struct StyleChecker {
    /// The style sheets of the page.
    let sheets: [SourceText]
    /// The theme.
    let tokens: [ThemeToken]
    /// The options that placeholders may ask for.
    let options: [TemplateOption]

    /// Everything that is wrong, in no order.
    func check() -> [Diagnostic] {
        var found: [Diagnostic] = []
        let known = declared
        for sheet in sheets {
            var checker = LayoutChecker(
                sources: ["style": sheet], roots: [("style", [TemplateVariable.options(options)])])
            found += checker.check() + variables(in: sheet, known: known) + StyleBlocks.problems(in: sheet)
        }
        return found
    }

    /// The names that the style sheets themselves set.
    private var declared: Set<String> {
        var names = Set(tokens.map(\.name))
        for sheet in sheets {
            StyleChecker.names(in: sheet.utf8) { name, range, end in
                let next = sheet.utf8[end...].first { $0 != 0x20 }
                if next == UInt8(ascii: ":") { names.insert(name) }
            }
        }
        return names
    }

    private func variables(in sheet: SourceText, known: Set<String>) -> [Diagnostic] {
        var found: [Diagnostic] = []
        let opening = Array("var(".utf8)
        StyleChecker.names(in: sheet.utf8) { name, range, end in
            let before = sheet.utf8[..<range.lowerBound].suffix(opening.count)
            let next = sheet.utf8[end...].first { $0 != 0x20 }
            // A variable with a fallback may be left for others to set.
            guard before.elementsEqual(opening), next != UInt8(ascii: ","), !known.contains(name) else { return }
            found.append(
                Diagnostic(
                    "unknown-token", .error, "nothing sets the CSS variable '--\(name)'", file: sheet.path,
                    range: sheet.range(range),
                    notes: [
                        "a token of that name in template.yaml, a declaration in a style sheet, or a fallback would"
                    ],
                    help: NearMatch.help("--\(name)", among: known.sorted().map { "--\($0)" })))
        }
        return found
    }

    /// Every `--name` with its bytes, comments left out.
    private static func names(in bytes: [UInt8], _ body: (_ name: String, _ range: Range<Int>, _ end: Int) -> Void) {
        var index = 0
        while index + 2 < bytes.count {
            if bytes[index] == UInt8(ascii: "/"), bytes[index + 1] == UInt8(ascii: "*") {
                index += 2
                while index + 1 < bytes.count,
                    !(bytes[index] == UInt8(ascii: "*") && bytes[index + 1] == UInt8(ascii: "/"))
                {
                    index += 1
                }
                index += 2
                continue
            }
            let isStart = index == 0 || !isNameByte(bytes[index - 1])
            guard isStart, bytes[index] == UInt8(ascii: "-"), bytes[index + 1] == UInt8(ascii: "-") else {
                index += 1
                continue
            }
            let start = index
            index += 2
            while index < bytes.count, isNameByte(bytes[index]) { index += 1 }
            if index > start + 2 {
                body(String(decoding: bytes[(start + 2)..<index], as: UTF8.self), start..<index, index)
            }
        }
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        (byte | 0x20) &- UInt8(ascii: "a") < 26 || byte &- UInt8(ascii: "0") < 10 || byte == UInt8(ascii: "-")
            || byte == UInt8(ascii: "_") || byte >= 0x80
    }
}
