/// A shaded stretch of the value axis, such as the range that counts as high.
public struct ThresholdBand: Hashable, Sendable {
    /// The lower end; nil for the axis' own.
    public var from: Double?
    /// The upper end; nil for the axis' own.
    public var to: Double?
    /// What it means, shown at the right; nil for nothing.
    public var label: String?

    /// A band between two values.
    public init(from: Double? = nil, to: Double? = nil, label: String? = nil) {
        self.from = from
        self.to = to
        self.label = label
    }
}
