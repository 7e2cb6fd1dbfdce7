import Rendering

/// HTML as it grows; every text is escaped on its way in.
struct HTML {
    private(set) var text = ""

    /// An element with attributes in order; those whose value is nil are left out.
    mutating func element(_ name: String, _ attributes: [(String, String?)], _ content: (inout HTML) -> Void) {
        open(name, attributes)
        content(&self)
        text += "</\(name)>"
    }

    /// An element without attributes.
    mutating func element(_ name: String, _ content: (inout HTML) -> Void) { element(name, [], content) }

    /// An element with a text.
    mutating func element(_ name: String, _ attributes: [(String, String?)], _ content: some StringProtocol) {
        element(name, attributes) { $0.add(String(content)) }
    }

    /// An element with a text, and no attributes.
    mutating func element(_ name: String, _ content: some StringProtocol) { element(name, [], content) }

    /// An element that HTML has without an end, such as `<input>`; those of SVG are none.
    mutating func empty(_ name: String, _ attributes: [(String, String?)]) {
        open(name, attributes)
    }

    /// A text.
    mutating func add(_ content: String) { text += HTMLText.escaped(content) }

    /// A link within the server.
    mutating func link(_ address: String, _ content: String) { element("a", [("href", address)], content) }

    mutating func line() { text += "\n" }

    /// A drawing as the chart renderer wrote it.
    mutating func append(svg: String) { text += svg }

    /// What is HTML already.
    mutating func append(_ other: HTML) { text += other.text }

    private mutating func open(_ name: String, _ attributes: [(String, String?)]) {
        text += "<\(name)"
        for case (let name, let value?) in attributes { text += " \(name)=\"\(HTMLText.escaped(value))\"" }
        text += ">"
    }
}
