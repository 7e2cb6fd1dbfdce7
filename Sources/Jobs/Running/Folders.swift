import Diagnostics
import Foundation

/// Makes folders.
enum Folders {
    /// Makes a folder and those above it, where they are missing.
    ///
    /// - Throws: `DiagnosticsError` that says why it cannot be made.
    static func make(_ path: String) throws {
        do {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        } catch {
            throw DiagnosticsError(
                Diagnostic("no-folder", .error, "the folder '\(path)' cannot be made: \(error.localizedDescription)"))
        }
    }
}
