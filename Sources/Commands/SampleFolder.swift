import Diagnostics

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
            entries(of: "\(path)/\(table)").map { "\(path)/\(table)/\($0)" }
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

    private func entries(of folder: String) -> [String] {
        guard let directory = opendir(folder) else { return [] }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if !name.hasPrefix(".") { names.append(name) }
        }
        return names.sorted()
    }
}
