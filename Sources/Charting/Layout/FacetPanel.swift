/// What one of several small charts must know about the whole.
struct FacetPanel {
    /// Whether the value axis' texts stand at its left; the others in the row share them.
    var showsValues: Bool
    /// The values at the ends of the shared value axis; nil while they are found out.
    var valueDomain: (low: Double, high: Double)?
}
