/// A place where a text could stand.
struct TextPlace: Hashable {
    var x: Double
    /// The baseline.
    var y: Double
    var anchor: SVGWriter.Anchor
}
