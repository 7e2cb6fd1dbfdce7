import Foundation
import Testing

/// The cases of `Cases`, read where they stand.
enum Cases {
    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Cases")

    static let read: Result<[ConformanceCase], any Error> = Result { try CaseFile.cases(in: folder) }

    /// All cases; none when the files cannot be read, which is a test of its own.
    static var all: [ConformanceCase] { (try? read.get()) ?? [] }
}

@Suite("Conformance of engines")
struct ConformanceTests {
    @Test("an engine answers a case as it is expected to", arguments: TestedEngine.all, Cases.all)
    func conformance(engine: TestedEngine, tested: ConformanceCase) async throws {
        let runner = CaseRunner(backend: try await engine.make())
        for form in TableForm.allCases where form == .values || CaseSources.canWrite(tested) {
            let fault = try await runner.fault(tested, form: form)
            if let reason = engine.differences[tested.name] {
                withKnownIssue("\(reason)", isIntermittent: true) { #expect(fault == nil) }
            } else {
                #expect(fault == nil, "\(engine.name), tables as \(form.rawValue), \(tested.testDescription)")
            }
        }
    }

    @Test("the case files can be read, and no two cases of a file have one name")
    func names() throws {
        let cases = try Cases.read.get()
        #expect(!cases.isEmpty)
        for (file, cases) in Dictionary(grouping: cases, by: \.file) {
            let repeated = Dictionary(grouping: cases, by: \.name).filter { $0.value.count > 1 }.keys.sorted()
            #expect(repeated == [], "in \(file).cases")
        }
    }
}
