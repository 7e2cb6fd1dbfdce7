/// The room a piece of text takes in a drawing.
struct TextBox: Hashable {
    var left: Double
    var right: Double
    var top: Double
    var bottom: Double

    /// A line of text with its baseline at `y`.
    init(_ text: String, x: Double, y: Double, anchor: SVGWriter.Anchor, size: Double, isBold: Bool) {
        let width = TextMetrics.width(text, size: size, isBold: isBold)
        left = anchor == .start ? x : anchor == .middle ? x - width / 2 : x - width
        right = left + width
        top = y - size * 0.8
        bottom = y + size * 0.22
    }

    /// A rectangle.
    init(left: Double, right: Double, top: Double, bottom: Double) {
        (self.left, self.right, self.top, self.bottom) = (left, right, top, bottom)
    }

    /// True when both share some room.
    func meets(_ other: TextBox) -> Bool {
        left < other.right && other.left < right && top < other.bottom && other.top < bottom
    }
}
