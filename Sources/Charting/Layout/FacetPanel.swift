/// What one of several small charts must know about the whole.
struct FacetPanel {
    /// Whether the value axis' texts stand at its left; the others in the row share them.
    var showsValues: Bool
    /// The values at the ends of the shared value axis; nil while they are found out.
    var valueDomain: (low: Double, high: Double)?
    /// How wide every small chart is without the value axis' texts, so that what depends on the width is alike; nil while it is found out.
    var inner: Double?
    /// The most room that the values and the changes beside horizontal bars take in any small chart.
    var besideBars = (values: 0.0, changes: 0.0)
}
