import Columnar
import Testing

@testable import Charting

struct ChartProblemTests {
    static let schema = Schema([
        Field("day", .timestamp), Field("quantum_phase", .string), Field("resonance", .double), Field("count", .int64),
    ])

    @Test(
        "what does not fit is said in the user's words",
        arguments: [
            (
                ChartSpecification(.line, x: "day", y: "resonnance"), "y", "the data has no column 'resonnance'",
                "did you mean 'resonance'?"
            ),
            (
                ChartSpecification(.line, x: "zzz", y: "resonance"), "x", "the data has no column 'zzz'",
                "it has day, quantum_phase, resonance, count"
            ),
            (ChartSpecification(.line, x: "day"), "y", "a line chart needs 'y'", "'y' names the column of the values"),
            (
                ChartSpecification(.line, x: "day", y: "quantum_phase"), "y",
                "'y' of a line chart must be a number, but column 'quantum_phase' is a string", nil
            ),
            (
                ChartSpecification(.heatmap, x: "day", y: "quantum_phase"), "value", "a heatmap chart needs 'value'",
                "'value' names the column of what the colour shows"
            ),
            (
                ChartSpecification(.line, x: "day", y: "resonance", orientation: .horizontal), "orientation",
                "a line chart has no 'orientation'", "'orientation' belongs to bar and box charts"
            ),
            (
                ChartSpecification(.bar, x: "day", y: "resonance", format: ".3z"), "format",
                "the number format '.3z' has no type 'z'",
                "number formats are d3's, such as '.3f', ',d', '+.1%' or '~s'"
            ),
            (
                ChartSpecification(.bar, x: Channel("day", format: "%k"), y: "resonance"), "x.format",
                "the time format '%k' has no directive '%k'",
                "time formats are strftime's, such as '%a %-d %B' or '%H:%M'"
            ),
            (
                ChartSpecification(.line, x: Channel("quantum_phase", scale: .time), y: "resonance"), "x.scale",
                "a time scale does not suit column 'quantum_phase', which is a string", nil
            ),
            (
                ChartSpecification(.area, x: "day", y: "resonance", stacking: .grouped), "stacking",
                "areas cannot be grouped",
                "use 'stacked' or 'normalized'"
            ),
            (
                ChartSpecification(.line, x: "day", y: Channel("resonance", minimum: 2, maximum: 1)), "y.max",
                "'min' must be below 'max'", nil
            ),
            (
                ChartSpecification(.calendar, x: "quantum_phase", value: "count"), "x",
                "'x' of a calendar chart must be a date or timestamp, but column 'quantum_phase' is a string",
                "CAST it to DATE in the query"
            ),
            (
                ChartSpecification(.flow, value: "count", from: "quantum_phase", to: "quantum_phas"), "to",
                "the data has no column 'quantum_phas'", "did you mean 'quantum_phase'?"
            ),
            (
                ChartSpecification(.flow, value: "count", to: "quantum_phase"), "from", "a flow chart needs 'from'",
                "'from' names the column of where a band starts"
            ),
            (
                ChartSpecification(.bubble, x: "day", y: "resonance"), "size", "a bubble chart needs 'size'",
                "'size' names the column of what the bubbles' areas show"
            ),
            (
                ChartSpecification(
                    .box, x: "quantum_phase",
                    quantiles: [.low: "count", .q1: "count", .median: "count", .high: "count"]), "q3",
                "a box chart needs 'q3'", "'q3' names the column of a ready number of each box"
            ),
            (
                ChartSpecification(.line, x: "day", y: "resonance", facet: "phase"), "facet",
                "the data has no column 'phase'", "it has day, quantum_phase, resonance, count"
            ),
            (
                ChartSpecification(.donut, x: "quantum_phase", y: "count", facet: "day"), "facet",
                "a donut chart has no 'facet'",
                "'facet' belongs to line, area, bar, point, histogram, box and bubble charts"
            ),
            (
                ChartSpecification(.donut, x: "quantum_phase", y: "count", limit: 12), "limit",
                "a donut has at most 8 slices, not 12", "a bar chart shows more of them"
            ),
            (
                ChartSpecification(
                    .bar, x: "day", y: "count", layers: [ChartLayer(.rule, value: 1), ChartLayer(.line, y: "cuont")]),
                "layers.1.y", "the data has no column 'cuont'", "did you mean 'count'?"
            ),
            (
                ChartSpecification(.bar, x: "day", y: "count", layers: [ChartLayer(.rule, label: "goal")]), "layers.0",
                "a rule needs a place", "'value' is a number, 'y' a column of numbers, 'at' a position along x"
            ),
            (
                ChartSpecification(.bar, x: "day", y: "count", layers: [ChartLayer(.line, y: "quantum_phase")]),
                "layers.0.y", "'y' of a line layer must be a number, but column 'quantum_phase' is a string", nil
            ),
            (
                ChartSpecification(
                    .line, x: "day", y: "count", annotations: [Annotation(x: "Friday", text: "late")]),
                "annotations.0.x",
                "an annotation's 'x' must be a time, as column 'day' is, not 'Friday'",
                "write a time as 2026-11-13 or 2026-11-13T05:00"
            ),
            (
                ChartSpecification(
                    .line, x: "day", y: "count", bands: [ThresholdBand(from: 1), ThresholdBand(from: 2, to: 1)]),
                "bands.1.to", "a band's 'from' must be below its 'to'", nil
            ),
            (
                ChartSpecification(.bar, x: "day", y: Channel("count", scale: .log)), "y.scale",
                "a logarithm has no zero, on which a mark such as 'bar' stands",
                "remove 'scale', or draw points or lines"
            ),
            (
                ChartSpecification(
                    .line, x: "day", y: Channel("count", scale: .log), layers: [ChartLayer(.area, y: "count")]),
                "y.scale",
                "a logarithm has no zero, on which a mark such as 'area' stands",
                "remove 'scale', or draw points or lines"
            ),
            (ChartSpecification(.histogram, x: "count", bins: 0), "bins", "'bins' must be at least 1, not 0", nil),
        ] as [(ChartSpecification, String, String, String?)])
    func problems(_ specification: ChartSpecification, _ option: String, _ message: String, _ help: String?) {
        let problems = specification.problems(for: Self.schema)
        #expect(problems.map { [$0.option, $0.message, $0.help ?? "-"] } == [[option, message, help ?? "-"]])
        // The columns stand in a finding only where they help.
        #expect(problems.allSatisfy { $0.isAboutColumns == message.hasPrefix("the data has no column") })
    }

    @Test(
        "charts that fit have no problem",
        arguments: [
            ChartSpecification(.line, x: "DAY", y: "Resonance", series: "quantum_phase"),
            ChartSpecification(.bar, x: "count", y: "quantum_phase", orientation: .horizontal),
            ChartSpecification(.histogram, x: "resonance"),
            ChartSpecification(.cascade, y: "count", series: "quantum_phase"),
            ChartSpecification(.heatmap, x: "day", y: "quantum_phase", value: "count"),
            ChartSpecification(.heatmap, x: "day", y: "quantum_phase", series: "count"),
            ChartSpecification(.sparkline, y: "count"),
            ChartSpecification(.point, x: "resonance", y: "count", size: "count"),
            ChartSpecification(.box, x: "quantum_phase", y: "resonance"),
            ChartSpecification(.box, y: "resonance"),
            ChartSpecification(
                .box, quantiles: [.low: "count", .q1: "count", .median: "count", .q3: "count", .high: "count"]),
            ChartSpecification(.calendar, x: "day", y: "count"),
            ChartSpecification(.donut, x: "quantum_phase", value: "count"),
            ChartSpecification(.slope, y: "count", series: "quantum_phase"),
            ChartSpecification(.bubble, x: "resonance", y: "count", size: "count", facet: "quantum_phase"),
            ChartSpecification(.flow, value: "count", from: "quantum_phase", to: "quantum_phase"),
            ChartSpecification(
                .bar, x: "quantum_phase", y: "count",
                layers: [ChartLayer(.rule, at: "growth"), ChartLayer(.line, y: "count")],
                bands: [ThresholdBand(from: 1)], annotations: [Annotation(x: "growth", text: "here")]),
        ])
    func fine(_ specification: ChartSpecification) {
        #expect(specification.problems(for: Self.schema).isEmpty)
    }

    @Test("what compares needs something to compare with, and what does not compare says so")
    func comparison() {
        let slope = ChartSpecification(.slope, y: "count", series: "quantum_phase")
        #expect(slope.problems(for: Self.schema, comparesPrior: true).isEmpty)
        #expect(slope.problems(for: Self.schema, comparesPrior: false).map(\.option) == ["x"])
        let donut = ChartSpecification(.donut, x: "quantum_phase", y: "count")
        #expect(
            donut.problems(for: Self.schema, comparesPrior: true).map(\.message) == [
                "a donut chart does not draw the period before"
            ])
        let layers = ChartSpecification(.bar, x: "day", y: "count", layers: [ChartLayer(.line, y: "count")])
        #expect(layers.problems(for: Self.schema, comparesPrior: false).isEmpty)
        #expect(layers.problems(for: Self.schema, comparesPrior: true).map(\.option) == ["compare"])
    }

    @Test("several problems are all found")
    func several() {
        let specification = ChartSpecification(.line, x: "dya", y: "quantum_phase", orientation: .vertical, bins: 3)
        #expect(specification.problems(for: Self.schema).map(\.option) == ["x", "y", "orientation", "bins"])
    }
}
