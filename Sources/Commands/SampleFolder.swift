import Diagnostics
import Rendering

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A folder that `trinity sample` fills: marked as such, so that only samples are ever replaced.
struct SampleFolder {
    var path: String

    private var marker: String { "\(path)/.trinity-sample" }
    private static let tables = ["transactions", "payments", "audits"]

    /// Removes the files of an earlier sample and marks the folder.
    ///
    /// - Throws: `DiagnosticsError` with `not-a-sample` when the folder holds data that no sample wrote.
    func prepare() throws {
        let files = SampleFolder.tables.flatMap { table in
            FileTree.names(in: "\(path)/\(table)").filter { !$0.hasPrefix(".") }.map { "\(path)/\(table)/\($0)" }
        }
        if !files.isEmpty, !TextFile.exists(marker) {
            throw DiagnosticsError(
                Diagnostic(
                    "not-a-sample", .error, "'\(path)' holds data that 'trinity sample' did not write",
                    notes: ["such as '\(files[0])'"], help: "choose another folder with --out"))
        }
        for file in files { unlink(file) }
        try TextFile.write(Array("Written by 'trinity sample', which replaces these files.\n".utf8), to: marker)
    }
}
