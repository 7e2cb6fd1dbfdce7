import Charting
import Jobs

/// When each stage of a run was at work, as bars along one axis of time from the beginning of its last attempt. Stages of one name share a row.
/// Of runs of whose stages nobody noted the beginnings, the bars tell how long each took.
struct StageTimeline {
    private struct Row {
        var name: String
        var bars: [(start: Double, seconds: Double)]

        var seconds: Double { bars.reduce(0) { $0 + $1.seconds } }
    }

    private var rows: [Row] = []
    /// Whether bars stand where their stages began; else all begin at the axis's start.
    private let hasStarts: Bool
    /// The axis's end, in seconds.
    private let end: Double

    init(_ stages: [RunDetails.Stage]) {
        hasStarts = stages.allSatisfy { $0.start != nil }
        for stage in stages {
            let bar = (start: hasStarts ? max(0, stage.start ?? 0) : 0, seconds: max(0, stage.seconds))
            if let index = rows.firstIndex(where: { $0.name == stage.name }) {
                rows[index].bars.append(bar)
            } else {
                rows.append(Row(name: stage.name, bars: [bar]))
            }
        }
        if hasStarts {
            rows.sort { ($0.bars.map(\.start).min() ?? 0) < ($1.bars.map(\.start).min() ?? 0) }
        } else {
            // Without beginnings, one bar is as long as all of its stages.
            for index in rows.indices where rows[index].bars.count > 1 {
                rows[index].name += " × \(rows[index].bars.count)"
                rows[index].bars = [(0, rows[index].seconds)]
            }
        }
        end = rows.flatMap(\.bars).map { $0.start + $0.seconds }.max() ?? 0
    }

    func draw(to html: inout HTML) {
        let ticks = LinearTicks.ticks(0, end, 4)
        html.table(["Stage"] + (hasStarts ? ["From"] : []) + ["Took", ""]) { html in
            for row in rows {
                html.element("tr") { html in
                    html.element("th", [("scope", "row")], row.name)
                    if hasStarts {
                        let first = row.bars.map(\.start).min() ?? 0
                        html.element("td", [("class", "number")], StageTimeline.text(first))
                    }
                    html.element("td", [("class", "number")], PageNumber.seconds(row.seconds))
                    html.element("td", [("class", "bar")]) { draw(row, ticks, to: &$0) }
                }
            }
            html.element("tr", [("aria-hidden", "true"), ("class", "axis")]) { html in
                for _ in 0..<(hasStarts ? 3 : 2) { html.element("td", "") }
                html.element("td", [("class", "bar")]) { drawAxis(ticks, to: &$0) }
            }
        }
    }

    private func draw(_ row: Row, _ ticks: [Double], to html: inout HTML) {
        html.element("svg", [("aria-hidden", "true")]) { html in
            for tick in ticks {
                html.element(
                    "line", [("x1", place(tick)), ("x2", place(tick)), ("y2", "100%"), ("class", "tick")], "")
            }
            for bar in row.bars {
                html.element(
                    "rect",
                    [
                        ("x", place(bar.start)), ("width", place(bar.seconds)), ("height", "100%"),
                        ("class", "stage"),
                    ]
                ) { html in
                    html.element(
                        "title",
                        "\(row.name): from \(StageTimeline.text(bar.start)), took \(PageNumber.seconds(bar.seconds))")
                }
            }
        }
    }

    private func drawAxis(_ ticks: [Double], to html: inout HTML) {
        html.element("svg", []) { html in
            for tick in ticks {
                let share = end > 0 ? tick / end : 0
                let anchor = share < 0.05 ? "start" : share > 0.95 ? "end" : "middle"
                html.element(
                    "text", [("x", place(tick)), ("y", "12"), ("text-anchor", anchor)], StageTimeline.text(tick))
            }
        }
    }

    /// A point of time, or a length, as a share of the axis.
    private func place(_ seconds: Double) -> String {
        guard end > 0 else { return "0%" }
        return "\((seconds / end * 10_000).rounded() / 100)%"
    }

    private static func text(_ seconds: Double) -> String { seconds == 0 ? "0 s" : PageNumber.seconds(seconds) }
}
