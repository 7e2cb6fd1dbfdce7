/// The label of a reference line or band, and where it wants to stand along the value axis.
struct ThresholdNote: Hashable {
    /// The position of a line, or of a band's middle.
    var place: Double
    /// What it means.
    var text: String
}
