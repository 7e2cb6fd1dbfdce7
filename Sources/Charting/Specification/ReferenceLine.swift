/// A line across the chart at one value of the value axis, such as a threshold.
public struct ReferenceLine: Hashable, Sendable {
    /// Where.
    public var value: Double
    /// What it means, shown at the right; nil for the value itself.
    public var label: String?

    /// A line at `value`.
    public init(_ value: Double, label: String? = nil) {
        self.value = value
        self.label = label
    }
}
