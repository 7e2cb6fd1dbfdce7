/// Finds the files of a source.
package enum FileDiscovery {
    /// The data files that some patterns stand for, sorted by the bytes of their paths, each once.
    ///
    /// A pattern is a file, a folder (all data files in it, at any depth) or a glob; see `GlobPattern`. A relative one starts
    /// at `root`. Files and folders whose names start with `.` or `_` are skipped unless a pattern spells the name out.
    /// Folders and globs yield files with the extension of a known format; a plain path and a glob whose last component
    /// names an extension yield any file. Symbolic links are followed; what several links lead to is found once.
    ///
    /// Throws `DataError.noSuchFile` for a plain path that is not there, `DataError.nothingMatches` for a glob or folder
    /// without files, `DataError.unreadable` for a folder that cannot be listed, and for what would be found but is a pipe, a
    /// device, a link to nothing or of a name that is not UTF-8, `DataError.tooManyAlternatives` for braces beyond reason.
    /// Complexity: O(entries visited + n log n).
    package static func files(matching patterns: [String], root: String) throws(DataError) -> [DataFile] {
        var walk = FileWalk(root: root)
        for pattern in patterns {
            let before = walk.count
            if !GlobPattern.hasWildcard(pattern) || walk.exists(pattern) {
                try walk.plain(pattern)
            } else {
                for expanded in try GlobPattern.expandingBraces(in: pattern) { try walk.glob(GlobPattern(expanded)) }
                if walk.count == before { throw DataError.nothingMatches(pattern: pattern) }
            }
        }
        return walk.files
    }
}
