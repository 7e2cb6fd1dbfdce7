import Foundation

/// The files below a folder.
enum FolderListing {
    /// Absolute paths in order; empty where there is no such folder. Complexity: O(files).
    static func files(below folder: String) -> [String] {
        guard let names = FileManager.default.enumerator(atPath: folder) else { return [] }
        return names.compactMap { $0 as? String }.sorted().map { "\(folder)/\($0)" }
    }
}
