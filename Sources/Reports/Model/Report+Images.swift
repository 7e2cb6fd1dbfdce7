extension Report {
    /// The destinations of all images in the text and its footnotes, as written, each once.
    package var images: [String] {
        var found: [String] = []
        func add(_ spans: [DocumentSpan]) {
            for span in spans {
                switch span {
                case .image(_, let destination, _): if !found.contains(destination) { found.append(destination) }
                case .emphasis(let inner), .strong(let inner), .strikethrough(let inner), .link(let inner, _, _):
                    add(inner)
                case .text, .value, .unread, .code, .footnote, .lineBreak, .softBreak: break
                }
            }
        }
        func add(_ nodes: [DocumentNode]) {
            for node in nodes {
                switch node {
                case .heading(_, let spans), .paragraph(let spans): add(spans)
                case .list(_, _, let items): items.forEach { add($0) }
                case .quote(let body), .alert(_, let body), .each(_, _, let body): add(body)
                case .proseTable(_, let header, let rows):
                    header.forEach { add($0) }
                    rows.forEach { $0.forEach { add($0) } }
                case .conditional(let parts, let otherwise):
                    parts.forEach { add($0.body) }
                    add(otherwise)
                case .code, .rule, .cell, .place: break
                }
            }
        }
        add(body)
        footnotes.forEach { add($0.body) }
        return found
    }
}
