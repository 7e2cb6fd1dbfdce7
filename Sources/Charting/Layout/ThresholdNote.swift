/// The label of a reference line or band, and where it wants to stand along the value axis.
struct ThresholdNote: Hashable {
    /// The position of a line, or of a band's middle.
    var place: Double
    /// What it means.
    var text: String
    /// True for a line: its label must not be struck through.
    var isLine = false
}
