#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif
import Testing

@testable import Charting

struct ColorTests {
    static let colors: [ChartColor] =
        [.accent, .alert, .quiet, .foundation, .growth, .harmony, .transcendence, .other] + (0..<8).map { .hue($0) }
        + (0..<9).map { .level($0) }

    @Test("marks stand out from their ground at 3 : 1 and texts at 4.5 : 1, light and dark", arguments: colors)
    func contrast(_ color: ChartColor) {
        let paper = ChartColor.paper.fill
        #expect(ratio(color.fill.light, paper.light) >= 3)
        #expect(ratio(color.fill.dark, paper.dark) >= 3)
        #expect(ratio(color.text.light, paper.light) >= 4.5)
        #expect(ratio(color.text.dark, paper.dark) >= 4.5)
    }

    @Test("words are readable: ink, muted and quiet texts", arguments: [ChartColor.ink, .muted, .quiet, .level(0)])
    func words(_ color: ChartColor) {
        #expect(ratio(color.text.light, ChartColor.paper.fill.light) >= 4.5)
        #expect(ratio(color.text.dark, ChartColor.paper.fill.dark) >= 4.5)
        #expect(ratio(color.text.light, ChartColor.shade.fill.light) >= 4.5)
    }

    @Test("crowded dots that let each other shine through still stand out at 3 : 1")
    func dots() throws {
        let rule = try #require(ChartStyle.rule("o")).other
        let opacity = try #require(rule.split(separator: ":").last.flatMap { Double("0" + $0) })
        let (accent, paper) = (ChartColor.accent.fill, ChartColor.paper.fill)
        #expect(ratio(mixed(accent.light, paper.light, opacity), paper.light) >= 3)
        #expect(ratio(mixed(accent.dark, paper.dark, opacity), paper.dark) >= 3)
    }

    @Test("ordered levels step evenly away from the ground")
    func levels() {
        for index in 0..<8 {
            let (a, b) = (ChartColor.level(index).fill, ChartColor.level(index + 1).fill)
            #expect(ratio(b.light, ChartColor.paper.fill.light) > ratio(a.light, ChartColor.paper.fill.light))
            #expect(ratio(b.dark, ChartColor.paper.fill.dark) > ratio(a.dark, ChartColor.paper.fill.dark))
        }
    }

    @Test("phases and levels have colours of their own, whatever their order")
    func families() {
        #expect(
            SeriesPalette.colors(for: ["Harmony", "foundation", "void"], scale: nil) == [.harmony, .foundation, .other])
        #expect(SeriesPalette.colors(for: ["high", "low"], scale: nil) == [.level(8), .level(0)])
        #expect(SeriesPalette.colors(for: ["a", "b"], scale: nil) == [.hue(0), .hue(1)])
        #expect(SeriesPalette.colors(for: ["foundation"], scale: .categorical) == [.hue(0)])
    }

    @Test("text in a heat map's cell is readable on every shade, light and dark", arguments: 0..<HeatmapMark.shades)
    func cells(_ shade: Int) {
        let (accent, paper) = (ChartColor.accent.fill, ChartColor.paper.fill)
        let text = HeatmapMark.textColor(shade).fill
        let share = HeatmapMark.textRamp[shade]
        #expect(ratio(text.light, mixed(accent.light, paper.light, share)) >= 4.5)
        #expect(ratio(text.dark, mixed(accent.dark, paper.dark, share)) >= 4.5)
    }

    @Test("series can be told apart with any colour vision, light and dark", arguments: ColorVision.allCases)
    func vision(_ vision: ColorVision) {
        let families: [[ChartColor]] = [
            (0..<8).map { .hue($0) }, [.foundation, .growth, .harmony, .transcendence, .other],
        ]
        for family in families {
            for ground in [\ChartColor.Paint.light, \.dark] {
                for (index, a) in family.enumerated() {
                    for b in family[(index + 1)...] {
                        let distance = vision.distance(a.fill[keyPath: ground], b.fill[keyPath: ground])
                        #expect(distance >= 12, "\(a) and \(b) differ by \(distance)")
                    }
                }
            }
        }
    }

    @Test("levels that stand beside each other can be told apart with any colour vision", arguments: 2...5)
    func levelVision(_ count: Int) {
        let levels = (0..<count).map { ChartColor.level($0, of: count) }
        for vision in ColorVision.allCases {
            for (a, b) in zip(levels, levels.dropFirst()) {
                #expect(vision.distance(a.fill.light, b.fill.light) >= 7, "\(a), \(b)")
                #expect(vision.distance(a.fill.dark, b.fill.dark) >= 7, "\(a), \(b)")
            }
        }
    }

    private func mixed(_ a: String, _ b: String, _ share: Double) -> String {
        let (left, right) = (Int(a.dropFirst(), radix: 16) ?? 0, Int(b.dropFirst(), radix: 16) ?? 0)
        let parts = [16, 8, 0].map { shift in
            Int((Double(left >> shift & 255) * share + Double(right >> shift & 255) * (1 - share)).rounded())
        }
        return "#" + parts.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    /// WCAG 2.2, contrast ratio.
    private func ratio(_ a: String, _ b: String) -> Double {
        let (la, lb) = (luminance(a), luminance(b))
        return (max(la, lb) + 0.05) / (min(la, lb) + 0.05)
    }

    private func luminance(_ hex: String) -> Double {
        let value = Int(hex.dropFirst(), radix: 16) ?? 0
        let parts = [value >> 16 & 255, value >> 8 & 255, value & 255].map { part -> Double in
            let share = Double(part) / 255
            return share <= 0.04045 ? share / 12.92 : pow((share + 0.055) / 1.055, 2.4)
        }
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
    }
}
