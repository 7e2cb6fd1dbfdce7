/// The style sheet of charts: one rule a class, written for a chart alone or for a page.
package enum ChartStyle {
    /// One class of the catalogue.
    struct Rule: Hashable {
        /// The class' name.
        var name: String
        /// Which property the colour sets: `fill` or `stroke`; nil for none.
        var property: String?
        /// The colour.
        var paint: ChartColor.Paint?
        /// The page's CSS variable that overrides the colour, without its dashes.
        var variable: String?
        /// Everything that does not depend on the ground.
        var other: String = ""
    }

    /// The style sheet for pages whose charts are drawn with `ChartUsage.styledByPage`: it goes into the page's CSS once.
    package static let sheet: String = text(
        rules: fixedRules + allColors.flatMap { color in ["f", "s", "x"].map { colored($0, color) } },
        scope: ".trinity-chart",
        usesVariables: true)

    /// The generic stack of sans serifs.
    static let fonts = "system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,'DejaVu Sans',sans-serif"

    /// The rule of a class name in the catalogue.
    static func rule(_ name: String) -> Rule? { catalogue[name] }

    /// A class that paints with a colour: `f` fills, `s` strokes, `x` writes.
    static func colored(_ kind: String, _ color: ChartColor) -> Rule {
        Rule(
            name: "\(kind)-\(color.name)", property: kind == "s" ? "stroke" : "fill",
            paint: kind == "x" ? color.text : color.fill,
            variable: kind == "x" && color.text != color.fill ? "text-\(color.name)" : color.name)
    }

    /// The class of a line's dashes, which tell series apart besides their colour; none for the first.
    static func dash(_ index: Int) -> [String] { index % 6 == 0 ? [] : ["d\(index % 6)"] }

    /// CSS for some rules. Dark colours apply on screens only, so that paper stays white.
    static func text(rules: [Rule], scope: String, usesVariables: Bool) -> String {
        func value(_ rule: Rule, _ color: String) -> String {
            usesVariables ? "var(--\(rule.variable ?? rule.name),\(color))" : color
        }
        let font = usesVariables ? "font-family:var(--chart-font,\(fonts))" : "font-family:\(fonts)"
        var css = "\(scope){\(font);font-size:13px;font-variant-numeric:tabular-nums}"
        var dark = ""
        for rule in rules {
            var declarations = rule.other
            if let property = rule.property, let paint = rule.paint {
                declarations =
                    "\(property):\(value(rule, paint.light))" + (declarations.isEmpty ? "" : ";" + declarations)
                dark += "\(scope) .\(rule.name){\(property):\(value(rule, paint.dark))}"
            }
            css += "\(scope) .\(rule.name){\(declarations)}"
        }
        if !dark.isEmpty { css += "@media screen and (prefers-color-scheme:dark){\(dark)}" }
        return css
    }

    private static let allColors: [ChartColor] =
        [
            .paper, .ink, .muted, .grid, .axis, .accent, .quiet, .alert, .shade, .foundation, .growth, .harmony,
            .transcendence, .other, .onMiddle,
        ] + (0..<8).map { .hue($0) } + (0..<9).map { .level($0) }

    private static let fixedRules = [
        Rule(name: "b", other: "font-weight:600"),
        Rule(name: "h", other: "font-size:15px;font-weight:600"),
        Rule(name: "l", other: "fill:none;stroke-width:2;stroke-linejoin:round;stroke-linecap:round"),
        Rule(name: "w", other: "fill:none;stroke-width:1.5;stroke-linejoin:round;stroke-linecap:round"),
        Rule(name: "q", other: "fill:none;stroke-width:1.25;stroke-linejoin:round"),
        Rule(name: "k", other: "stroke-width:2"),
        Rule(name: "d", other: "stroke-dasharray:3 3"),
        Rule(name: "d1", other: "stroke-dasharray:7 4"),
        Rule(name: "d2", other: "stroke-dasharray:2 4"),
        Rule(name: "d3", other: "stroke-dasharray:9 4 2 4"),
        Rule(name: "d4", other: "stroke-dasharray:14 4"),
        Rule(name: "d5", other: "stroke-dasharray:5 3 1 3 1 3"),
        Rule(name: "o", other: "fill:none;stroke-linecap:round;stroke-opacity:.7"),
        Rule(name: "r", other: "fill:none"),
        Rule(name: "u", other: "fill-opacity:.32;stroke-width:.8"),
        Rule(name: "e", other: "text-anchor:end"),
        Rule(name: "c", other: "text-anchor:middle"),
        Rule(name: "v", other: "fill-opacity:0"),
        Rule(
            name: "z", property: "stroke", paint: ChartColor.paper.fill, variable: "paper",
            other: "stroke-width:3;paint-order:stroke;stroke-linejoin:round"),
    ]

    private static let catalogue: [String: Rule] = Dictionary(
        (fixedRules + allColors.flatMap { color in ["f", "s", "x"].map { colored($0, color) } }).map { ($0.name, $0) },
        uniquingKeysWith: { first, _ in first })
}
