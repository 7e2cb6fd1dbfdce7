import ArgumentParser

/// A folder on the command line.
enum FolderArgument {
    /// The path as it is, unless it is empty, which most often comes from a variable that is not set and would mean the root of the file
    /// system.
    ///
    /// - Throws: `ValidationError`.
    static func parse(_ text: String) throws -> String {
        guard !text.isEmpty else {
            throw ValidationError("the folder's name is empty; write '.' for the current folder")
        }
        return text
    }
}
