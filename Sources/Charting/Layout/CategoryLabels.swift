/// How the names of categories stand below their places: flat, in lines, or turned.
struct CategoryLabels {
    /// The ways, best first.
    private enum Way {
        case flat(stride: Int)
        case wrapped(lines: Int)
        case turned(stride: Int)
    }

    /// The height that one line of names takes below the frame.
    static let lineRoom = 28.0
    /// The longest name that is turned, in pixels; longer ones are cut.
    private static let longestTurned = 150.0
    /// Half the square root of two: the sine and cosine of 45 degrees.
    private static let slant = 0.5.squareRoot()
    /// Turned names this far apart do not touch: a line's height over the sine of 45 degrees.
    private static let turnedStep = 21.0

    private let labels: [String]
    private let way: Way
    /// The room below the frame.
    let height: Double

    /// Chooses for places `step` apart: flat where all names fit; thinned where neighbours follow each other, as times do; in up to
    /// three lines where that keeps every name whole; else turned by 45 degrees, cut and thinned as far as needed.
    init(_ labels: [String], isSequence: Bool, step: Double) {
        self.labels = labels
        let size = ChartDrawing.fontSize
        let widest = labels.map { TextMetrics.width(String($0.prefix(200)), size: size) }.max() ?? 0
        let stride = LabelLayout.stride(needed: widest + 8, step: step)
        if stride == 1 || isSequence {
            way = .flat(stride: stride)
            height = CategoryLabels.lineRoom
            return
        }
        let wrapped = labels.map { TextMetrics.wrapped($0, width: step - 8, size: size, limit: 3) }
        if step > 40, !wrapped.joined().contains(where: { $0.hasSuffix("…") }) {
            let lines = wrapped.map(\.count).max() ?? 1
            way = .wrapped(lines: lines)
            height = CategoryLabels.lineRoom + Double(lines - 1) * ChartDrawing.lineHeight
            return
        }
        way = .turned(stride: LabelLayout.stride(needed: CategoryLabels.turnedStep, step: step))
        height = 18 + min(widest, CategoryLabels.longestTurned) * CategoryLabels.slant + 8
    }

    /// Draws the names below `bottom` at the places' centres.
    func draw(centers: [Double], step: Double, bottom: Double, into drawing: inout ChartDrawing) {
        switch way {
        case .flat(let stride):
            drawing.drawLabelsBelow(
                zip(centers, labels).enumerated().filter { $0.offset % stride == 0 }.map {
                    ($0.element.0, $0.element.1)
                },
                bottom: bottom)
        case .wrapped:
            drawing.svg.open(["x-ink", "c"])
            for (x, label) in zip(centers, labels) {
                // Names at the ends have less room where their place is near the drawing's edge.
                let room = min(step - 6, 2 * min(x, drawing.width - x))
                let lines = TextMetrics.wrapped(label, width: room, size: ChartDrawing.fontSize, limit: 3)
                for (index, line) in lines.enumerated() {
                    drawing.svg.text(
                        line, x: x, y: bottom + 19 + Double(index) * ChartDrawing.lineHeight,
                        full: line.hasSuffix("…") ? label : nil)
                }
            }
            drawing.svg.close()
        case .turned(let stride):
            drawing.svg.open(["x-ink", "e"])
            for (index, (x, label)) in zip(centers, labels).enumerated() where index % stride == 0 {
                // The letters' tops lean to the right, and the name reaches down to the left: neither may leave the drawing.
                guard x + 4 <= drawing.width - 6 || labels.count == 1 else { continue }
                let room = min(CategoryLabels.longestTurned, max(24, (x + 2) / CategoryLabels.slant - 8))
                drawing.svg.text(
                    TextMetrics.fitted(label, width: room, size: ChartDrawing.fontSize), x: x + 4, y: bottom + 15,
                    turn: -45, full: label)
            }
            drawing.svg.close()
        }
    }
}
