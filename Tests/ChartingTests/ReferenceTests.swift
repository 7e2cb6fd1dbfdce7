import Foundation
import Testing

@testable import Charting

/// The reference of charts names what there is.
struct ReferenceTests {
    static let text: String = {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../../Sources/Charting/Charting.docc/Charts.md").standardizedFileURL
        return (try? String(contentsOf: file, encoding: .utf8)) ?? ""
    }()

    @Test("every mark has its row", arguments: Mark.allCases)
    func marks(_ mark: Mark) { #expect(Self.text.contains("\n| `\(mark.rawValue)` | ")) }

    @Test("every scale, order, layer and ready number of a box is named")
    func names() {
        let names =
            Channel.ScaleKind.allCases.map(\.rawValue) + Channel.Sort.allCases.map(\.rawValue)
            + ChartLayer.Kind.allCases.map(\.rawValue) + BoxPart.allCases.map(\.rawValue)
            + ChartSpecification.Stacking.allCases.map(\.rawValue)
            + ChartSpecification.Orientation.allCases.map(\.rawValue)
        for name in names { #expect(Self.text.contains("`\(name)`"), "\(name)") }
    }

    @Test("the marks called positional are those that are")
    func positional() {
        let sentence = Self.text.split(separator: "\n").first { $0.hasPrefix("Positional marks are") } ?? ""
        for mark in Mark.allCases { #expect(sentence.contains("`\(mark.rawValue)`") == mark.isPositional) }
    }
}
