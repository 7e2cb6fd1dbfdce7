import Foundation
package import Testing

/// Compares `text` with the golden file `Goldens/<name>` beside the calling test's file.
///
/// With `TRINITY_RECORD=1` in the environment the file is rewritten instead and the expectation fails, so that a recording
/// run is never mistaken for a passing one. A missing golden fails too and says how to record it.
package func expectGolden(
    _ text: String, named name: String, filePath: String = #filePath,
    sourceLocation: SourceLocation = #_sourceLocation
) {
    let folder = URL(fileURLWithPath: filePath).deletingLastPathComponent().appendingPathComponent("Goldens")
    let file = folder.appendingPathComponent(name)
    if ProcessInfo.processInfo.environment["TRINITY_RECORD"] == "1" {
        do {
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: file)
            Issue.record("recorded Goldens/\(name); run again without TRINITY_RECORD", sourceLocation: sourceLocation)
        } catch {
            Issue.record("cannot record Goldens/\(name): \(error)", sourceLocation: sourceLocation)
        }
        return
    }
    guard let data = try? Data(contentsOf: file) else {
        Issue.record("there is no Goldens/\(name); record it with TRINITY_RECORD=1", sourceLocation: sourceLocation)
        return
    }
    let expected = String(decoding: data, as: UTF8.self)
    guard expected != text else { return }
    let difference = firstDifference(expected: expected, actual: text)
    Issue.record("Goldens/\(name) differs \(difference)", sourceLocation: sourceLocation)
}

/// Where two texts part, with the lines of both; long lines are cut around the place.
private func firstDifference(expected: String, actual: String) -> String {
    let expectedLines = expected.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    let actualLines = actual.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    for number in 0..<max(expectedLines.count, actualLines.count) {
        let left = number < expectedLines.count ? expectedLines[number] : "(end of text)"
        let right = number < actualLines.count ? actualLines[number] : "(end of text)"
        guard left != right else { continue }
        let common = zip(left, right).prefix { $0 == $1 }.count
        let from = max(0, common - 60)
        return """
            at line \(number + 1), character \(common + 1):
              expected: \(left.dropFirst(from).prefix(160))
              actual:   \(right.dropFirst(from).prefix(160))
            """
    }
    return "in its line ends"
}
