import Columnar

/// A chart while it is drawn: what is asked for, what is drawn so far, and what is left of the room.
struct ChartDrawing {
    /// The area that marks draw in.
    struct Frame {
        var left: Double
        var right: Double
        var top: Double
        var bottom: Double
        var width: Double { right - left }
        var height: Double { bottom - top }
    }

    /// The size of most text.
    static let fontSize = 13.0
    /// From a baseline to the middle of a line of text.
    static let middle = 4.5
    /// The least distance between the baselines of labels.
    static let lineHeight = 16.0

    let specification: ChartSpecification
    let input: ChartInput
    let size: ChartSize
    /// The elements so far.
    var svg = SVGWriter()
    /// The whole height; a mark may change it before it lays out its frame.
    var height: Double
    /// Where the mark's room starts, below the title.
    var top = 8.0
    /// What the chart shows, in sentences.
    var sentences: [String] = []
    /// How values read; nil for the default.
    let format: NumberFormat?
    /// What is known about the whole when this is one of several small charts; nil for a chart of its own.
    var panel: FacetPanel?
    /// The values at the ends of the value axis, once it is laid out.
    var valueDomain: (low: Double, high: Double)?
    /// The room that the value axis' texts take, once it is laid out.
    var axisRoom = 0.0
    /// The room that values and changes beside horizontal bars take.
    var besideBars = (values: 0.0, changes: 0.0)
    /// How many of the values lie beyond the ends that the author gave the value axis.
    var outside = 0
    /// How many rows have no size to show.
    var unsized = 0
    /// The names of lines, bands and notes that have no place along the axes.
    var unplaced: [String] = []
    /// Whether an axis was asked to be logarithmic for values that have no logarithm.
    var isLogRefused = false
    /// The names that a small chart leaves to the legend of the whole.
    var legend: [SeriesLabel] = []

    init(_ specification: ChartSpecification, input: ChartInput, size: ChartSize) {
        self.specification = specification
        self.input = input
        self.size = size
        format = (specification.format ?? specification.measure?.format ?? specification.y?.format)
            .flatMap { try? NumberFormat($0) }
        height = size.height ?? (size.isNarrow ? 230 : size.width > 700 ? 280 : 230)
    }

    /// The width of the drawing, at least enough for an axis.
    var width: Double { max(40, size.width) }
    /// True on small screens.
    var isNarrow: Bool { size.isNarrow || size.width < 420 }

    /// A value channel, spanning what all small charts share.
    func shared(_ channel: Channel?) -> Channel? {
        guard let domain = panel?.valueDomain else { return channel }
        var channel = channel ?? Channel("")
        channel.minimum = channel.minimum ?? domain.low
        channel.maximum = channel.maximum ?? domain.high
        return channel
    }

    /// The width that decides how many names fit: a drawing's own, and one for all small charts.
    var namesWidth: Double { panel?.inner ?? width }

    /// About how wide a frame up to `right` will be, before the value axis' texts at its left, about `axis` wide, are known.
    func expectedWidth(_ right: Double, axis: Double) -> Double { panel?.inner ?? right - axis }

    /// A name and its number, no wider than `room`: the name is cut where it must be, the number never.
    func named(_ name: String, _ number: String, room: Double = .infinity, isBold: Bool = false) -> String {
        let end = " " + number
        guard textWidth(name + end, isBold: isBold) > room else { return SVGText.isolated(name) + end }
        let cut = TextMetrics.fitted(
            name, width: room - textWidth(end, isBold: isBold), size: Self.fontSize, isBold: isBold)
        return SVGText.isolated(cut) + end
    }

    /// The width of a text in the chart's size.
    func textWidth(_ text: String, isBold: Bool = false) -> Double {
        TextMetrics.width(text, size: Self.fontSize, isBold: isBold)
    }

    /// A value with its unit, for tooltips and sentences.
    func full(_ value: Double) -> String {
        ValueText.full(value, format: format) + (specification.unit.map { " " + $0 } ?? "")
    }

    /// A value at a mark.
    func short(_ value: Double) -> String { ValueText.short(value, format: format) }

    /// Values at neighbouring marks, all alike.
    func shorts(_ values: [Double]) -> [String] { ValueText.shorts(values, format: format) }

    /// How many ticks suit the height between two positions.
    func tickCount(_ length: Double) -> Int { max(2, min(6, Int(length / (isNarrow ? 48 : 44)))) }

    /// Says in the middle of the room why there is nothing else to see.
    mutating func say(_ message: String) {
        if size.height == nil { height = top + 96 }
        let lines = TextMetrics.wrapped(message, width: width - 24, size: Self.fontSize, limit: 3)
        let middle = top + (height - top) / 2 - Double(lines.count - 1) * 9
        for (index, line) in lines.enumerated() {
            svg.text(
                line, x: width / 2, y: middle + Double(index) * 18 + Self.middle, color: .muted, anchor: .middle,
                full: nil)
        }
        sentences = [message + (message.hasSuffix(".") ? "" : ".")]
    }

    /// Says how many values the value axis does not reach; small charts leave it to the whole.
    mutating func noteOutside() {
        guard outside > 0, panel == nil else { return }
        let (one, many) =
            if !specification.layers.isEmpty {
                ("value lies", "values lie")
            } else {
                switch specification.mark {
                case .bar, .histogram: ("bar reaches", "bars reach")
                case .box: ("box reaches", "boxes reach")
                default: ("row lies", "rows lie")
                }
            }
        footnote("\(outside) \(outside == 1 ? one : many) outside the axis")
    }

    /// Names the lines, bands and notes for which the axes have no place; small charts leave it to the whole.
    mutating func noteUnplaced() {
        guard !unplaced.isEmpty, panel == nil else { return }
        // The name of a point chart's x stands lower than names of places do.
        if [.point, .bubble].contains(specification.mark), specification.facet == nil, outside == 0, unsized == 0 {
            height += 4
        }
        footnote("Outside the axes: \(unplaced.joined(separator: ", "))")
    }

    /// Says that a scale is not the logarithm that was asked for; small charts leave it to the whole.
    mutating func noteLinear() {
        guard isLogRefused, panel == nil else { return }
        footnote("Linear scale: values of zero or of both signs have no logarithm")
    }

    /// A quiet line of text below everything, such as what was left out.
    mutating func footnote(_ text: String) {
        // One of several small charts has no room for it below.
        guard panel == nil else { return sentences.append(text + ".") }
        let fitted = TextMetrics.fitted(text, width: width - 4, size: Self.fontSize)
        svg.text(fitted, x: width, y: height + 8, color: .muted, anchor: .end, full: text)
        height += 14
        sentences.append(text + ".")
    }
}
