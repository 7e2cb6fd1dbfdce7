import DataFormats
import Diagnostics
import QueryPlan

/// The SHA-256 of the files of a run, for its manifest.
enum InputDigests {
    /// The digest of each file by its shown path; none unless the options ask for them. Complexity: O(bytes).
    ///
    /// - Throws: `DiagnosticsError`, `CancellationError`.
    static func digests(of files: [DataFile], _ options: RunOptions) async throws -> [String: String] {
        guard options.digestsInputs else { return [:] }
        let cache = options.digestCache.map { DigestCache(path: $0) }
        defer { cache?.save() }
        var sums: [String: String] = [:]
        for file in files {
            try Task.checkCancellation()
            do throws(DataError) {
                if let cache {
                    sums[file.path] = try cache.sha256(ofFileAt: file.absolutePath)
                } else {
                    sums[file.path] = try FileDigest.sha256(ofFileAt: file.absolutePath)
                }
            } catch {
                throw DiagnosticsError(error.diagnostic)
            }
        }
        return sums
    }
}
