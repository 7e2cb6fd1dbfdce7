import Foundation
package import Reports

/// A report for a period as one HTML file that loads nothing: style, charts, images and data are inside, so that it can be mailed.
package struct SingleFile: Sendable {
    private let renderer: ReportRenderer
    private let images: [OutputFile]

    /// Single files as a renderer's template has them; `images` are what the text shows besides charts.
    package init(renderer: ReportRenderer, images: [OutputFile] = []) {
        self.renderer = renderer
        self.images = images
    }

    /// Writes the file of a result, whole or not at all; an equal one stays untouched.
    ///
    /// When the run has failed checks and there is a good file of this report already, that stays and says so, as a site's page does.
    /// Anything else gives way to the new file, which has its own notice.
    /// - Parameters:
    ///   - path: where it is written; its folders are made.
    ///   - nowText: the time for people, for a notice.
    /// - Returns: whether anything was written.
    /// - Throws: `DiagnosticsError` with `unwritable-output`.
    package func write(_ result: ReportResult, to path: String, nowText: String) throws -> Bool {
        let trouble = RenderedRun.trouble(result)
        let before = FileTree.read(path)
        var bytes = text(result)
        if !trouble.isEmpty, let before, SingleFile.isGood(before, of: result.report) {
            let notice = PageSurroundings.Notice(failedAt: nowText, what: "A newer run of this page", trouble: trouble)
            bytes = PageSlots.filled(before, [.notice: notice.html])
        }
        guard bytes != before else { return false }
        if let slash = path.lastIndex(of: "/") { try FileTree.makeFolder(String(path[..<slash])) }
        try FileTree.replace(path, bytes: bytes)
        return true
    }

    /// What stands at a file's end: which report it is of, and whether all of its checks held. Every template's pages have an end, not every
    /// one's a head for a meta element; and rendered data cannot imitate a comment, since `<` is always escaped.
    static func mark(_ report: String, isGood: Bool) -> String {
        "<!--trinity:single \(isGood ? "good" : "failed") \(HTMLText.escaped(report))-->\n"
    }

    /// Whether a file is a page of a report, and of a run whose checks held.
    static func isGood(_ file: [UInt8], of report: String) -> Bool {
        let end = mark(report, isGood: true).utf8
        return file.suffix(end.count).elementsEqual(end)
    }

    /// The file's text.
    func text(_ result: ReportResult) -> [UInt8] {
        let files = renderer.singleFiles(for: result)
        guard let page = files.first(where: { $0.path == "index.html" }) else { return [] }
        // As the attributes spell them.
        let others = Dictionary(
            (files + images).map { (HTMLText.escaped(AddressText.encoded($0.path)), $0.bytes) }
        ) { first, _ in first }
        return SingleFile.inlined(page.bytes, others)
            + SingleFile.mark(result.report, isGood: RenderedRun.trouble(result).isEmpty).utf8
    }

    /// The page with every link to one of the files replaced by the file itself (a `data:` URL, RFC 2397).
    ///
    /// Text of pages is escaped, so that a quote after `href=` or `src=` always starts an attribute. Complexity: O(bytes).
    static func inlined(_ page: [UInt8], _ files: [String: [UInt8]]) -> [UInt8] {
        let attributes = [(Array(" href=\"".utf8), true), (Array(" src=\"".utf8), false)]
        var result: [UInt8] = []
        var index = page.startIndex
        var copied = index
        while let blank = page[index...].firstIndex(of: UInt8(ascii: " ")) {
            index = blank + 1
            guard let (name, isLink) = attributes.first(where: { page[blank...].starts(with: $0.0) }) else { continue }
            let start = blank + name.count
            guard let end = page[start...].firstIndex(of: UInt8(ascii: "\"")) else { break }
            index = end
            let target = String(decoding: page[start..<end], as: UTF8.self)
            guard let bytes = files[target], target != "index.html" else { continue }
            result += page[copied..<start]
            result += "data:\(type(of: target));base64,".utf8
            result += Data(bytes).base64EncodedString().utf8
            result.append(UInt8(ascii: "\""))
            if isLink { result += " download=\"\(target.split(separator: "/").last ?? "")\"".utf8 }
            copied = end + 1
            index = copied
        }
        return result + page[copied...]
    }

    private static func type(of path: String) -> String {
        switch path.split(separator: ".").last {
        case "json": "application/json"
        case "ndjson": "application/x-ndjson"
        case "svg": "image/svg+xml"
        case "csv": "text/csv"
        case "md": "text/markdown;charset=utf-8"
        case "css": "text/css"
        case "png": "image/png"
        case "jpg", "jpeg": "image/jpeg"
        case "gif": "image/gif"
        case "webp": "image/webp"
        default: "application/octet-stream"
        }
    }
}
