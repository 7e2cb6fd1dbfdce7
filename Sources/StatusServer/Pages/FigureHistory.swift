import Charting
import Jobs

/// What a figure was in the periods of a job's newest runs, as the small line that key figures have on a report's page.
struct FigureHistory {
    private let name: String
    private let points: [HistoryPoint]

    init(_ name: String, _ points: [HistoryPoint]) {
        self.name = name
        self.points = points
    }

    /// Draws it; one point alone is no history, and draws nothing.
    func draw(to html: inout HTML) {
        guard points.count > 1 else { return }
        html.append(
            svg: ChartRenderer.sparkline(
                points.map(\.number), labels: points.map(\.period), name: name, id: "spark-\(name)",
                usage: .styledByPage))
    }
}
