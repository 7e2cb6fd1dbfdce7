import Columnar
import TestSupport
import Testing

@testable import Charting

/// One golden file a mark and feature: open them in a browser to look at them.
struct ChartGoldenTests {
    /// A chart of the catalogue.
    struct Sample: Sendable, CustomTestStringConvertible {
        var name: String
        var specification: ChartSpecification
        var input: ChartInput
        var size: ChartSize
        var testDescription: String { name }

        init(_ name: String, _ specification: ChartSpecification, _ input: ChartInput, _ size: ChartSize = .wide) {
            self.name = name
            self.specification = specification
            self.input = input
            self.size = size
        }
    }

    static let resonance = ChartSpecification(
        .line, x: "hour", y: Channel("average_resonance", label: "average resonance"),
        title: "Average resonance by hour", caption: "0 to 1, all transactions, UTC", format: ".2f",
        references: [ReferenceLine(0.5, label: "low < 0.5")], bands: [ThresholdBand(from: 0.8, label: "high ≥ 0.8")],
        annotations: [Annotation(x: "2026-11-13T05:00", text: "Fri 05:00, 0.47 for three hours")])

    static let samples: [Sample] = {
        let hours = Samples.input(
            Samples.hourly(from: Samples.monday),
            comparison: Samples.hourly(from: Samples.monday - 7 * Samples.day, seed: 2, hasDip: false))
        let phaseShares = Samples.table(
            Samples.phases, [0.232, 0.287, 0.304, 0.177], columns: ("quantum_phase", "share"))
        let earlierShares = Samples.table(
            Samples.phases, [0.240, 0.283, 0.293, 0.184], columns: ("quantum_phase", "share"))
        let shares = Samples.input(phaseShares, comparison: earlierShares)
        let volume = Samples.input(
            Samples.daily([12_900, 14_100, 13_600, 15_200, 17_800, 11_200, 9700]),
            comparison: Samples.daily(
                [12_000, 13_500, 13_900, 14_800, 16_000, 11_900, 9900], from: Samples.monday - 7 * Samples.day))
        let bars = ChartSpecification(
            .bar, x: "day", y: "volume", title: "Volume by day", caption: "π; the line is the same day of week 45",
            unit: "π")
        let cascade = ChartSpecification(
            .cascade, y: "share", series: "quantum_phase", title: "Phase cascade",
            caption: "Foundation inside, transcendence outside; weight is share")
        let levels = ChartSpecification(
            .bar, x: "day", y: "audits", series: "coherence_level", stacking: .normalized, title: "Coherence by day",
            caption: "Share of audits")
        let rhythm = ChartSpecification(
            .heatmap, x: "hour", y: "weekday", value: "payments", title: "When people pay",
            caption: "Payments by weekday and hour, more colour is more")
        let phases = ChartSpecification(
            .line, x: "day", y: "resonance", series: "quantum_phase", title: "Resonance by phase", format: ".2f")
        return [
            Sample("line-wide", resonance, hours),
            Sample("line-narrow", resonance, hours, .narrow),
            Sample("line-series", phases, Samples.input(Samples.phaseDays())),
            Sample("line-series-narrow", phases, Samples.input(Samples.phaseDays()), .narrow),
            Sample(
                "area-stacked",
                ChartSpecification(.area, x: "day", y: "audits", series: "coherence_level", title: "Audits by level"),
                Samples.input(Samples.levels()), .half),
            Sample("bar-vertical", bars, volume, .half),
            Sample("bar-vertical-narrow", bars, volume, .narrow),
            Sample(
                "bar-horizontal",
                ChartSpecification(
                    .bar, x: "quantum_phase", y: "share", orientation: .horizontal, title: "Where transactions stand",
                    caption: "Share by quantum phase, change on week 45", format: ".1%"), shares, .half),
            Sample(
                "bar-grouped",
                ChartSpecification(
                    .bar, x: "day", y: "audits", series: "coherence_level", stacking: .grouped, title: "Audits by level"
                ),
                Samples.input(Samples.levels())),
            Sample("bar-normalized", levels, Samples.input(Samples.levels())),
            Sample("bar-normalized-narrow", levels, Samples.input(Samples.levels()), .narrow),
            Sample(
                "bar-mixed-sign",
                ChartSpecification(
                    .bar, x: "name", y: "amount", orientation: .horizontal, title: "Change by component"),
                ChartInput(
                    table: Samples.table(["ethics", "payments", "resonance", "users"], [-0.24, 0.31, 0.018, -0.05])),
                .half),
            Sample(
                "bar-long-names",
                ChartSpecification(.bar, x: "name", y: "amount", title: "Many and long names"),
                ChartInput(
                    table: Samples.table(
                        (0..<45).map { "category number \($0) with a name that goes on and on" },
                        (0..<45).map { Double(900 - $0 * 19) }))),
            Sample(
                "point",
                ChartSpecification(
                    .point, x: "resonance_level", y: "ethical_score", title: "Do ethics follow resonance?"),
                ChartInput(table: Samples.cloud(900)), .half),
            Sample(
                "histogram-raw",
                ChartSpecification(.histogram, x: "ethical_score", title: "How ethical scores are spread"),
                ChartInput(table: Samples.cloud(900)), .half),
            Sample(
                "histogram-bins",
                ChartSpecification(
                    .histogram, x: "lower", y: "count", upper: "upper", title: "Payment sizes",
                    caption: "Payments by amount in π; bins of unequal width"), ChartInput(table: Samples.sizes()),
                .half),
            Sample("heatmap", rhythm, ChartInput(table: Samples.rhythm()), .half),
            Sample("heatmap-narrow", rhythm, ChartInput(table: Samples.rhythm()), .narrow),
            Sample("cascade", cascade, shares, .half),
            Sample("cascade-narrow", cascade, shares, .narrow),
            Sample(
                "line-log",
                ChartSpecification(
                    .line, x: "name", y: Channel("amount", scale: .log), title: "Twelve orders of magnitude"),
                ChartInput(
                    table: Samples.table(
                        (0..<9).map { "step \($0)" }, [1e-6, 1e-4, 3e-3, 0.2, 1, 40, 3e3, 2e5, 1e6])), .half),
            Sample(
                "heatmap-values",
                ChartSpecification(
                    .heatmap, x: "to_phase", y: "from_phase", series: "count", title: "How users move between phases",
                    caption: "Consecutive transactions of one user; rows from, columns to", format: ",d"),
                ChartInput(table: Samples.transitions()), .half),
            Sample(
                "line-comparison-days",
                ChartSpecification(
                    .line, x: "day", y: "volume", title: "Ethical score by day", format: ",.0f", zero: false),
                Samples.input(
                    Samples.daily([612, 618, nil, 601, 596, 640, 611]),
                    comparison: Samples.daily(
                        [626, 620, 631, 622, 618, 633, 629], from: Samples.monday - 7 * Samples.day)),
                .half),
        ] + newer + [
            Sample(
                "empty", resonance,
                Samples.input(
                    Table(Schema([Field("hour", .timestamp), Field("average_resonance", .double)]), rows: [])), .half)
        ]
    }()

    /// Distributions, relations, shares, changes, layers and small multiples.
    static let newer: [Sample] = {
        let spread = ChartInput(table: Samples.spread())
        let boxes = ChartSpecification(
            .box, x: "quantum_phase", y: "resonance", title: "Resonance by phase", format: ".2f",
            references: [ReferenceLine(0.5, label: "low < 0.5")])
        let calendar = ChartSpecification(
            .calendar, x: "day", value: "volume", title: "Volume by day", caption: "Weeks across", unit: "π")
        let months = ChartInput(
            table: Samples.daily((0..<240).map { $0 % 31 == 7 ? nil : 900 + 500 * Samples.wobble($0) }))
        let donut = ChartSpecification(
            .donut, x: "name", y: "amount", title: "Where volume comes from", caption: "The five largest, and the rest")
        let shops = ChartInput(
            table: Samples.table(
                ["Observatory", "Library", "Workshop", "Garden", "Harbour", "Archive", "Kitchen", "Cellar"],
                [420, 260, 180, 120, 66, 40, 12, 3]))
        let slope = ChartSpecification(
            .slope, y: "share", series: "quantum_phase", title: "Phases, week by week", format: ".1%")
        let shares = Samples.input(
            Samples.table(Samples.phases, [0.232, 0.287, 0.304, 0.177], columns: ("quantum_phase", "share")),
            comparison: Samples.table(
                Samples.phases, [0.240, 0.283, 0.293, 0.184], columns: ("quantum_phase", "share")))
        let bubble = ChartSpecification(
            .bubble, x: Channel("resonance", label: "average resonance"), y: Channel("ethics", label: "ethical score"),
            series: "quantum_phase", size: "spent", title: "Users", annotations: [Annotation(x: "0.6", text: "Here")])
        let users = ChartInput(table: Samples.users())
        let flow = ChartSpecification(
            .flow, value: "count", from: Channel("from_phase", label: "From"), to: Channel("to_phase", label: "To"),
            title: "How users move between phases")
        let moves = ChartInput(table: Samples.transitions())
        let layers = ChartSpecification(
            .bar, x: "day", y: "volume",
            layers: [
                ChartLayer(.line, y: "average", label: "three-day average"),
                ChartLayer(.rule, value: 15_000, label: "goal"),
                ChartLayer(.rule, at: "2026-11-14", label: "weekend"),
            ], title: "Volume and its average", bands: [ThresholdBand(to: 10_000, label: "too little")],
            annotations: [Annotation(x: "2026-11-13", text: "The best day")])
        let averages = Samples.input(Samples.averages())
        let facets = ChartSpecification(
            .line, x: "day", y: "resonance", facet: "quantum_phase", title: "Resonance by phase", format: ".2f",
            references: [ReferenceLine(0.6, label: "goal")])
        let levelFacets = ChartSpecification(
            .bar, x: "day", y: "audits", facet: "coherence_level", title: "Audits by level")
        return [
            Sample("box", boxes, spread, .half), Sample("box-narrow", boxes, spread, .narrow),
            Sample(
                "box-ready",
                ChartSpecification(
                    .box, x: "name", quantiles: [.low: "low", .q1: "q1", .median: "median", .q3: "q3", .high: "high"],
                    orientation: .vertical, title: "Ready numbers"),
                ChartInput(table: Samples.quartiles()), .half),
            Sample("calendar", calendar, months), Sample("calendar-narrow", calendar, months, .narrow),
            Sample(
                "calendar-week", calendar, Samples.input(Samples.daily([9, 14, nil, 15, 18, 11, 8])), .half),
            Sample("donut", donut, shops, .half), Sample("donut-narrow", donut, shops, .narrow),
            Sample("slope", slope, shares, .half), Sample("slope-narrow", slope, shares, .narrow),
            Sample("bubble", bubble, users, .half), Sample("bubble-narrow", bubble, users, .narrow),
            Sample("flow", flow, moves, .half), Sample("flow-narrow", flow, moves, .narrow),
            Sample(
                "flow-chain",
                ChartSpecification(.flow, value: "visits", from: "a", to: "b", title: "From visit to order"),
                ChartInput(table: Samples.journey())),
            Sample("layers", layers, averages), Sample("layers-narrow", layers, averages, .narrow),
            Sample("facets", facets, Samples.input(Samples.phaseDays())),
            Sample("facets-half", levelFacets, Samples.input(Samples.levels()), .half),
            Sample("facets-narrow", facets, Samples.input(Samples.phaseDays()), .narrow),
            Sample(
                "bar-turned-names",
                ChartSpecification(.bar, x: "name", y: "amount", orientation: .vertical, title: "Turned names"),
                ChartInput(
                    table: Samples.table(
                        (0..<14).map { "category \($0) with a long name" }, (0..<14).map { Double(90 - $0 * 4) })),
                .half),
            Sample(
                "point-shapes",
                ChartSpecification(
                    .point, x: "ethics", y: "resonance", series: "quantum_phase", title: "Shapes and colours",
                    annotations: [Annotation(x: "600", y: 0.6, text: "A note among dots")]), users, .half),
        ]
    }()

    @Test("a chart is drawn as its golden file shows", arguments: samples)
    func golden(_ sample: Sample) {
        let text = ChartRenderer.svg(
            sample.specification, input: sample.input, id: sample.name, size: sample.size, usage: .standalone)
        expectGolden(text, named: "\(sample.name).svg")
    }

    @Test("a sparkline is drawn as its golden file shows")
    func sparkline() {
        let text = ChartRenderer.sparkline(
            [0.61, 0.63, 0.62, nil, 0.645, 0.641, 0.655, 0.662], labels: (39...46).map { "week \($0)" },
            name: "average resonance", format: ".3f", id: "spark", usage: .standalone)
        expectGolden(text, named: "sparkline.svg")
    }
}
