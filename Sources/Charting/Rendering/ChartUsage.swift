/// Where a chart's SVG text goes, which decides how it is styled and titled.
package enum ChartUsage: Hashable, Sendable {
    /// A file of its own, also safe in `<img>` and `<object>` and inlined: title drawn, style scoped to the chart's id.
    case standalone
    /// Inside an HTML page, with a style of its own that takes the page's colours (`--ink`, `--muted`, …) where it sets them.
    case inline
    /// Inside an HTML page whose style sheet holds `ChartStyle.sheet`: no `<style>` in the chart at all, which a strict
    /// content security policy wants and which is the smallest.
    case styledByPage
}
