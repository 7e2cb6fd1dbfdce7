/// A note at one point of a chart.
public struct Annotation: Hashable, Sendable {
    /// The horizontal place: a category's text, a number, or a time as `2026-11-13` or `2026-11-13T05:00` (the report's zone
    /// unless it has an offset).
    public var x: String
    /// The value it points at; nil for the first series' value at `x`.
    public var y: Double?
    /// The note.
    public var text: String

    /// A note at `x`.
    public init(x: String, y: Double? = nil, text: String) {
        self.x = x
        self.y = y
        self.text = text
    }
}
