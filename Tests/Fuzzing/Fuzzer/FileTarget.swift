import Columnar
import DataFormats
import Diagnostics
import Foundation
import LocalEngine
import QueryPlan
import Synchronization

/// A data file of any content, read whole by the engine.
///
/// What must hold: reading gives rows or an error, the same rows however the file is cut and by however many threads it is read, and no
/// row is lost where bad ones are set aside.
struct FileTarget: FuzzTarget {
    let format: String
    private let folder: String

    init(format: String) {
        self.format = format
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("trinity-fuzz-\(getpid())").path
        try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    func run(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard FileManager.default.createFile(atPath: "\(folder)/input.\(format)", contents: Data(bytes)) else {
            fatalError("cannot write to \(folder)")
        }
        let whole = read(splitBytes: 1 << 20, threads: 1, .error)
        let cut = read(splitBytes: 1 + bytes.count / 6, threads: 2, .error)
        precondition(whole == cut, "the same file gives other rows when it is cut")
        if whole == nil { _ = read(splitBytes: 1 + bytes.count / 6, threads: 2, .quarantine) }
    }

    /// All rows as text; nil when the file cannot be read.
    private func read(splitBytes: Int, threads: Int, _ badRows: SourceDeclaration.BadRows) -> [[String]]? {
        let source = SourceDeclaration(name: "t", paths: ["input.\(format)"], root: folder, badRows: badRows)
        let engine = LocalEngine(splitBytes: splitBytes)
        return waiting {
            guard let description = try? await engine.describe(source) else { return nil }
            let table = SourceTable(name: "t", schema: description.schema)
            let planned = QueryPlanner.plan(
                SourceText(path: "q", text: "SELECT * FROM t"), range: nil,
                context: PlanningContext(tables: ["t": .source(table)]))
            guard let plan = planned.plan else { return nil }
            let outcome = try? await engine.run(
                [QueryRequest(id: "q", plan: plan)], sources: [source],
                options: RunOptions(threads: threads, memory: 1 << 28))
            guard let outcome, let rows = try? outcome.results["q"]?.get() else { return nil }
            let usage = outcome.sources.first
            if let counted = usage?.description.files.first?.rows {
                precondition(counted == rows.rowCount, "the rows counted are not the rows read")
            }
            return rows.rows.map { $0.map { $0.isNull ? "\u{0}null" : $0.text } }
        }
    }

    /// libFuzzer calls from a plain thread; the engine is asynchronous.
    private func waiting(_ body: @escaping @Sendable () async -> [[String]]?) -> [[String]]? {
        let result = Mutex<[[String]]?>(nil)
        let done = DispatchSemaphore(value: 0)
        Task.detached {
            let rows = await body()
            result.withLock { $0 = rows }
            done.signal()
        }
        done.wait()
        return result.withLock { $0 }
    }
}
