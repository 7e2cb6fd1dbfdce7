import CCmark

/// A CommonMark tree as values.
struct MarkdownNode {
    /// What a node is.
    enum Kind {
        case document, quote, list, item, code, html, paragraph, heading, rule
        case text, softBreak, lineBreak, codeSpan, inlineHTML, emphasis, strong, link, image
    }

    /// What it is.
    var kind: Kind
    /// 1-based lines and bytes of the parsed text; reliable for blocks only.
    var startLine = 0
    var startColumn = 0
    var endLine = 0
    /// The text of text, code and HTML.
    var literal = ""
    /// A heading's level, or an ordered list's first number; 0 for bullets.
    var number = 0
    /// Whether a list is tight.
    var isTight = false
    /// A link's destination and title.
    var destination = ""
    var title = ""
    var children: [MarkdownNode] = []
}

/// The system's libcmark: the only file that sees its pointers.
enum CommonMark {
    /// The deepest nesting that is kept; what lies deeper is dropped, so that no walk over the tree can exhaust the stack.
    static let deepest = 60

    /// Parses UTF-8 text. `isTooDeep` tells that nodes below `deepest` were dropped. Complexity: O(bytes).
    static func parse(_ bytes: [UInt8]) -> (document: MarkdownNode, isTooDeep: Bool) {
        let root = bytes.withUnsafeBytes { buffer in
            cmark_parse_document(
                buffer.baseAddress?.assumingMemoryBound(to: CChar.self), buffer.count, CMARK_OPT_VALIDATE_UTF8)
        }
        guard let root else { return (MarkdownNode(kind: .document), false) }
        defer { cmark_node_free(root) }
        var isTooDeep = false
        return (convert(root, depth: 0, &isTooDeep) ?? MarkdownNode(kind: .document), isTooDeep)
    }

    private static func convert(_ node: OpaquePointer, depth: Int, _ isTooDeep: inout Bool) -> MarkdownNode? {
        guard let kind = kind(cmark_node_get_type(node)) else { return nil }
        var result = MarkdownNode(kind: kind)
        result.startLine = Int(cmark_node_get_start_line(node))
        result.startColumn = Int(cmark_node_get_start_column(node))
        result.endLine = Int(cmark_node_get_end_line(node))
        if let literal = cmark_node_get_literal(node) { result.literal = String(cString: literal) }
        if kind == .html {
            // libcmark ends an HTML block that closes itself one line early; its literal has all lines.
            let lines = result.literal.utf8.split(separator: 0x0A, omittingEmptySubsequences: false).count
            result.endLine = max(result.endLine, result.startLine + lines - (result.literal.hasSuffix("\n") ? 2 : 1))
        }
        switch kind {
        case .heading: result.number = Int(cmark_node_get_heading_level(node))
        case .list:
            let isOrdered = cmark_node_get_list_type(node) == CMARK_ORDERED_LIST
            result.number = isOrdered ? Int(cmark_node_get_list_start(node)) : -1
            result.isTight = cmark_node_get_list_tight(node) != 0
        case .link, .image:
            if let url = cmark_node_get_url(node) { result.destination = String(cString: url) }
            if let title = cmark_node_get_title(node) { result.title = String(cString: title) }
        default: break
        }
        var child = cmark_node_first_child(node)
        if child != nil, depth >= deepest {
            isTooDeep = true
            return result
        }
        while let next = child {
            if let converted = convert(next, depth: depth + 1, &isTooDeep) { result.children.append(converted) }
            child = cmark_node_next(next)
        }
        return result
    }

    private static func kind(_ type: cmark_node_type) -> MarkdownNode.Kind? {
        switch type {
        case CMARK_NODE_DOCUMENT: .document
        case CMARK_NODE_BLOCK_QUOTE: .quote
        case CMARK_NODE_LIST: .list
        case CMARK_NODE_ITEM: .item
        case CMARK_NODE_CODE_BLOCK: .code
        case CMARK_NODE_HTML_BLOCK: .html
        case CMARK_NODE_PARAGRAPH: .paragraph
        case CMARK_NODE_HEADING: .heading
        case CMARK_NODE_THEMATIC_BREAK: .rule
        case CMARK_NODE_TEXT: .text
        case CMARK_NODE_SOFTBREAK: .softBreak
        case CMARK_NODE_LINEBREAK: .lineBreak
        case CMARK_NODE_CODE: .codeSpan
        case CMARK_NODE_HTML_INLINE: .inlineHTML
        case CMARK_NODE_EMPH: .emphasis
        case CMARK_NODE_STRONG: .strong
        case CMARK_NODE_LINK: .link
        case CMARK_NODE_IMAGE: .image
        default: nil
        }
    }
}
