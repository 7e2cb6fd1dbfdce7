/// Discovery by names alone, for files that others have listed.
extension FileDiscovery {
    /// Whether a pattern stands for the file of a path, both from one root; the rules are those of `files(matching:root:)`.
    ///
    /// Throws `DataError.tooManyAlternatives`. Complexity: O(path × pattern) but for several `**`.
    package static func selects(_ path: String, by pattern: String) throws(DataError) -> Bool {
        let names = path.split(separator: "/").map(String.init)
        for expanded in try GlobPattern.expandingBraces(in: pattern) {
            if matches(names[...], GlobPattern(expanded).components[...]) { return true }
        }
        return false
    }

    /// The folder below which all files of a pattern lie, or the file that it names: all in front of the first wildcard.
    package static func base(of pattern: String) -> String {
        var base: [Substring] = []
        for part in pattern.split(separator: "/", omittingEmptySubsequences: false) {
            if GlobPattern.hasWildcard(part) { break }
            base.append(part)
        }
        return base.joined(separator: "/")
    }

    private static func matches(
        _ names: ArraySlice<String>, _ components: ArraySlice<GlobPattern.Component>
    ) -> Bool {
        guard let name = names.first else { return false }
        guard let first = components.first else { return isDataFile(below: names) }
        let (rest, isLast) = (components.dropFirst(), names.count == 1)
        switch first {
        case .literal(let text):
            guard name == text else { return false }
            return isLast ? rest.isEmpty : matches(names.dropFirst(), rest)
        case .wildcard(let pattern):
            guard GlobPattern.matches(name, pattern),
                !FileWalk.isSkipped(name) || pattern.first == name.unicodeScalars.first
            else { return false }
            if isLast { return rest.isEmpty && (pattern.contains(".") || FileFormat(path: name) != nil) }
            return matches(names.dropFirst(), rest)
        case .anyDepth:
            if rest.isEmpty { return isDataFile(below: names) }
            if matches(names, rest) { return true }
            return !isLast && !FileWalk.isSkipped(name) && matches(names.dropFirst(), components)
        }
    }

    /// Whether a file in a folder, at any depth, is one of its data files.
    private static func isDataFile(below names: ArraySlice<String>) -> Bool {
        !names.contains(where: FileWalk.isSkipped) && names.last.map { FileFormat(path: $0) != nil } ?? false
    }
}
