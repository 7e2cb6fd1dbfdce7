/// Categories to bands of equal width, as d3-scale's `scaleBand`; with `paddingInner` 1 they are points.
struct BandScale: Hashable {
    /// The number of categories.
    let count: Int
    /// The distance between the starts of neighbouring bands.
    let step: Double
    /// The width of a band.
    let bandwidth: Double
    /// The start of the first band.
    let first: Double

    /// Bands along `start..<end`. Paddings are shares of the step; `align` shares out what is left over.
    init(
        count: Int, range start: Double, _ end: Double, paddingInner: Double = 0, paddingOuter: Double = 0,
        align: Double = 0.5
    ) {
        self.count = count
        let inner = min(1, paddingInner)
        step = (end - start) / max(1, Double(count) - inner + paddingOuter * 2)
        first = start + (end - start - step * (Double(count) - inner)) * align
        bandwidth = step * (1 - inner)
    }

    /// Points along a range, as d3-scale's `scalePoint`.
    static func points(count: Int, range start: Double, _ end: Double, padding: Double = 0) -> BandScale {
        BandScale(count: count, range: start, end, paddingInner: 1, paddingOuter: padding)
    }

    /// The start of a band.
    func callAsFunction(_ index: Int) -> Double { first + step * Double(index) }

    /// The middle of a band.
    func center(_ index: Int) -> Double { self(index) + bandwidth / 2 }
}
