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
                "a line chart has no 'orientation'", "'orientation' belongs to bar charts"
            ),
            (
                ChartSpecification(.bar, x: "day", y: "resonance", format: ".3z"), "format",
                "the number format '.3z' has no type 'z'",
                "number formats are d3's, such as '.3f', ',d', '+.1%' or '~s'"
            ),
            (
                ChartSpecification(.bar, x: Channel("day", format: "%k"), y: "resonance"), "x",
                "the time format '%k' has no directive '%k'",
                "time formats are strftime's, such as '%a %-d %B' or '%H:%M'"
            ),
            (
                ChartSpecification(.line, x: Channel("quantum_phase", scale: .time), y: "resonance"), "x",
                "a time scale does not suit column 'quantum_phase', which is a string", nil
            ),
            (
                ChartSpecification(.area, x: "day", y: "resonance", stacking: .grouped), "stacking",
                "areas cannot be grouped",
                "use 'stacked' or 'normalized'"
            ),
            (
                ChartSpecification(.line, x: "day", y: Channel("resonance", minimum: 2, maximum: 1)), "y",
                "'min' must be below 'max'", nil
            ), (ChartSpecification(.histogram, x: "count", bins: 0), "bins", "'bins' must be at least 1, not 0", nil),
        ] as [(ChartSpecification, String, String, String?)])
    func problems(_ specification: ChartSpecification, _ option: String, _ message: String, _ help: String?) {
        #expect(
            specification.problems(for: Self.schema) == [ChartProblem(option: option, message: message, help: help)])
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
        ])
    func fine(_ specification: ChartSpecification) {
        #expect(specification.problems(for: Self.schema).isEmpty)
    }

    @Test("several problems are all found")
    func several() {
        let specification = ChartSpecification(.line, x: "dya", y: "quantum_phase", orientation: .vertical, bins: 3)
        #expect(specification.problems(for: Self.schema).map(\.option) == ["x", "y", "orientation", "bins"])
    }
}
