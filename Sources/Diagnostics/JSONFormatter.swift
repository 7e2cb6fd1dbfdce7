/// Shows diagnostics as one JSON array for editors and other tools.
///
/// Each finding is `{"id","severity","message","file","line","column","endLine","endColumn","notes","help"}`; members that
/// are not known are null.
public struct JSONFormatter: Sendable {
    /// A formatter without options.
    public init() {}

    /// The array as indented JSON with a newline at the end.
    public func format(_ diagnostics: [Diagnostic]) -> String {
        var json = JSONWriter(indented: true)
        json.beginArray()
        for diagnostic in diagnostics {
            json.beginObject()
            json.member("id", diagnostic.id)
            json.member("severity", diagnostic.severity.rawValue)
            json.member("message", diagnostic.message)
            json.member("file", diagnostic.file)
            json.member("line", diagnostic.range?.lowerBound.line)
            json.member("column", diagnostic.range?.lowerBound.column)
            json.member("endLine", diagnostic.range?.upperBound.line)
            json.member("endColumn", diagnostic.range?.upperBound.column)
            json.key("notes")
            json.beginArray()
            for note in diagnostic.notes { json.value(note) }
            json.endArray()
            json.member("help", diagnostic.help)
            json.endObject()
        }
        json.endArray()
        return json.text + "\n"
    }
}

extension JSONWriter {
    /// Writes a string member; nil as `null`.
    public mutating func member(_ name: String, _ string: String?) {
        key(name)
        if let string { value(string) } else { null() }
    }

    /// Writes an integer member; nil as `null`.
    public mutating func member(_ name: String, _ integer: Int?) {
        key(name)
        if let integer { value(integer) } else { null() }
    }
}
