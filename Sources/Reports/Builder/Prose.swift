import Diagnostics

/// Text in the notebook language: CommonMark with inline values, control comments and even cells.
public struct Prose: ReportItem {
    /// The text.
    public var markdown: String

    /// A piece of text.
    public init(_ markdown: String) { self.markdown = markdown }

    /// Adds the part to a report under construction.
    public func add(to content: inout ReportContent) {
        let source = SourceText(path: content.name, text: markdown)
        content.nodes += content.parser.parse(MappedText(source, 0..<source.utf8.count))
    }
}
