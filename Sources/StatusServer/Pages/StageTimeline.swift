import Jobs

/// How long each stage of a run took, as bars to one scale; stages of one name count together. Scans of several sources may have run side
/// by side.
struct StageTimeline {
    private struct Stage {
        var name: String
        var seconds: Double
        var count: Int
    }

    private var stages: [Stage] = []
    private let longest: Double
    private static let width = 320.0

    init(_ details: [RunDetails.Stage]) {
        for stage in details {
            if let index = stages.firstIndex(where: { $0.name == stage.name }) {
                stages[index].seconds += stage.seconds
                stages[index].count += 1
            } else {
                stages.append(Stage(name: stage.name, seconds: stage.seconds, count: 1))
            }
        }
        longest = stages.map(\.seconds).max() ?? 0
    }

    func draw(to html: inout HTML) {
        html.table(["Stage", "Took", ""]) { html in
            for stage in stages {
                html.element("tr") { html in
                    html.element(
                        "th", [("scope", "row")], stage.count == 1 ? stage.name : "\(stage.name) × \(stage.count)")
                    html.element("td", [("class", "number")], PageNumber.seconds(stage.seconds))
                    html.element("td", [("class", "bar")]) { html in
                        let length = longest > 0 ? max(1, (stage.seconds / longest * StageTimeline.width).rounded()) : 1
                        html.element(
                            "svg", [("viewBox", "0 0 \(Int(StageTimeline.width)) 12"), ("aria-hidden", "true")]
                        ) {
                            $0.empty(
                                "rect",
                                [("width", "\(Int(length))"), ("height", "12"), ("rx", "2"), ("class", "stage")])
                        }
                    }
                }
            }
        }
    }
}
