/// The colours of charts, each for a light and a dark ground.
///
/// Fills keep a contrast of 3 : 1 with the ground and texts one of 4.5 : 1 (WCAG 2.2, AA), which a test checks.
enum ChartColor: Hashable {
    case paper, ink, muted, grid, axis, accent, quiet, alert, shade
    /// The four phases and everything that is none of them.
    case foundation, growth, harmony, transcendence, other
    /// Distinct hues, 0 to 7, chosen to be told apart with any colour vision.
    case hue(Int)
    /// Text on a shade between ground and accent, where neither ink nor paper suits both light and dark.
    case onMiddle
    /// Ordered levels, 0 (least) to 8 (most), one hue.
    case level(Int)

    /// A colour by ground.
    struct Paint: Hashable {
        var light: String
        var dark: String
    }

    /// The name in class names and of the page's CSS variable.
    var name: String {
        switch self {
        case .paper: "paper"
        case .ink: "ink"
        case .muted: "muted"
        case .grid: "grid"
        case .axis: "axis"
        case .accent: "accent"
        case .quiet: "quiet"
        case .alert: "alert"
        case .shade: "shade"
        case .foundation: "foundation"
        case .growth: "growth"
        case .harmony: "harmony"
        case .transcendence: "transcendence"
        case .other: "other"
        case .onMiddle: "on-middle"
        case .hue(let index): "hue-\(index + 1)"
        case .level(let index): "level-\(index + 1)"
        }
    }

    /// The colour of areas and strokes.
    var fill: Paint {
        switch self {
        case .paper: Paint(light: "#fdfdfb", dark: "#14171e")
        case .ink: Paint(light: "#1b2030", dark: "#e8eaf0")
        case .muted: Paint(light: "#5d6577", dark: "#9aa3b5")
        case .grid: Paint(light: "#e7e8ea", dark: "#272c36")
        case .axis: Paint(light: "#b9bec9", dark: "#4a5160")
        case .accent: Paint(light: "#2b5cb3", dark: "#7ea8f0")
        case .quiet: Paint(light: "#8b92a0", dark: "#646c7c")
        case .alert: Paint(light: "#b3341f", dark: "#f08a75")
        case .shade: Paint(light: "#eef1f6", dark: "#1c2330")
        case .foundation: Paint(light: "#1b66be", dark: "#5a97f0")
        case .growth: Paint(light: "#1f9170", dark: "#4cc3a0")
        case .harmony: Paint(light: "#c9820a", dark: "#e5ab43")
        case .transcendence: Paint(light: "#954591", dark: "#c687cc")
        case .other: Paint(light: "#7c8493", dark: "#8b93a3")
        case .onMiddle: Paint(light: "#1b2030", dark: "#14171e")
        case .hue(let index): ChartColor.hues[index % ChartColor.hues.count]
        case .level(let index): ChartColor.levels[max(0, min(8, index))]
        }
    }

    /// The colour of text that belongs to something of this colour.
    var text: Paint {
        switch self {
        case .growth: Paint(light: "#126b52", dark: "#4cc3a0")
        case .harmony: Paint(light: "#8a5800", dark: "#e5ab43")
        case .foundation: Paint(light: "#1b5cad", dark: "#6fa5f3")
        case .transcendence: Paint(light: "#86397f", dark: "#cf93d3")
        case .other, .quiet: ChartColor.muted.fill
        case .hue(let index): ChartColor.hueTexts[index % ChartColor.hueTexts.count]
        case .level: ChartColor.ink.fill
        default: fill
        }
    }

    /// After Okabe and Ito's palette for all colour visions (2008), moved as little as needed until any two differ by 12 in CIELAB for
    /// every colour vision (a test simulates them) and every one stands out from its ground.
    private static let hues = [
        Paint(light: "#2b5cb3", dark: "#7ea8f0"), Paint(light: "#b05200", dark: "#f2a562"),
        Paint(light: "#05815c", dark: "#4cc19d"), Paint(light: "#a8478f", dark: "#cb84be"),
        Paint(light: "#3d93c4", dark: "#8dd3f8"), Paint(light: "#ac3022", dark: "#ed8770"),
        Paint(light: "#a79014", dark: "#d9c24a"), Paint(light: "#6d6e75", dark: "#b0b6c1"),
    ]
    private static let hueTexts = [
        Paint(light: "#2b5cb3", dark: "#7ea8f0"), Paint(light: "#a34f08", dark: "#f0a05a"),
        Paint(light: "#0b6b54", dark: "#4cc3a0"), Paint(light: "#963c7f", dark: "#da8fc6"),
        Paint(light: "#22709c", dark: "#8fd0f5"), Paint(light: "#a82f1b", dark: "#f08a75"),
        Paint(light: "#6f6000", dark: "#d9c24a"), Paint(light: "#5d6577", dark: "#aab2c0"),
    ]
    /// One hue in even steps of contrast with the ground, from 3 : 1 to 12 : 1; on a dark ground more is lighter.
    private static let levels = [
        Paint(light: "#8c92a3", dark: "#606674"), Paint(light: "#7585aa", dark: "#647290"),
        Paint(light: "#5d78ae", dark: "#677eac"), Paint(light: "#426dae", dark: "#6b8cc6"),
        Paint(light: "#2061ab", dark: "#709adf"), Paint(light: "#0055a4", dark: "#7da9f3"),
        Paint(light: "#004898", dark: "#93b8fc"), Paint(light: "#003d87", dark: "#aec8ff"),
        Paint(light: "#003173", dark: "#cadaff"),
    ]

    /// The level of place `index` among `count` ordered levels, spread so that neighbours differ.
    static func level(_ index: Int, of count: Int) -> ChartColor {
        guard count > 1 else { return .level(5) }
        return .level(Int((Double(index) * 8 / Double(count - 1)).rounded()))
    }
}
