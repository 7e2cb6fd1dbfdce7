/// Draws charts as SVG text.
package enum ChartRenderer {
    /// The chart as SVG text, the same bytes for the same arguments.
    ///
    /// `id` must be unique on the page; characters that do not suit an id become `-`. A specification with problems and data
    /// that cannot be drawn give a chart that says so; this never fails.
    package static func svg(
        _ specification: ChartSpecification, input: ChartInput, id: String, size: ChartSize, usage: ChartUsage
    ) -> String {
        "<svg/>"
    }
}
