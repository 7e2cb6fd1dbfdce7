/// Where a page of a set stands: a path that is safe in every file system and URL.
enum PagePath {
    /// The longest name of a folder that a value gives, in bytes; file systems allow 255.
    static let longestName = 120

    /// The longest part of a whole path, in bytes, as file systems allow it.
    static let longestPart = 255

    /// First folders that a run's own files take.
    static let taken = ["charts", "tables", "latest"]

    /// Whether a run's own files take the first name of a page's path, or may: they are those with a dot, such as `report.json`.
    static func isTaken(_ first: String) -> Bool { taken.contains(first.lowercased()) || first.contains(".") }

    /// A value as part of a path: letters and digits in lower case, everything else one hyphen between them. Empty when nothing is left.
    static func slug(_ text: String) -> String {
        var slug = String.UnicodeScalarView()
        var count = 0
        var pending = false
        for scalar in text.lowercased().unicodeScalars {
            let isKept = scalar.properties.isAlphabetic || scalar.properties.numericType != nil
            guard isKept else {
                pending = !slug.isEmpty
                continue
            }
            let size = UTF8.width(scalar) + (pending ? 1 : 0)
            if count + size > longestName { break }
            if pending { slug.append("-") }
            slug.append(scalar)
            count += size
            pending = false
        }
        return String(slug)
    }

    /// What is wrong with the text of a path between its values; nil when nothing is.
    static func problem(_ template: TextTemplate) -> (message: String, help: String)? {
        if template.expressions.isEmpty {
            return ("every page would have the same path", "write a value of the page's row in it: {page.COLUMN}")
        }
        let sample = template.parts.map { part -> String in
            switch part {
            case .text(let text): text
            case .value: "x"
            }
        }.joined()
        for scalar in sample.unicodeScalars {
            let isSafe =
                scalar.isASCII && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil)
                || "-_./".unicodeScalars.contains(scalar)
            if !isSafe {
                return (
                    "'\(scalar)' cannot stand in a path",
                    "use letters, digits, '-', '_', '.' and '/' between the values"
                )
            }
        }
        if sample.hasPrefix("/") { return ("a path does not start with '/'", "it stands below the report's folder") }
        for name in sample.split(separator: "/", omittingEmptySubsequences: false) {
            if name.isEmpty {
                return ("a path has no empty part", "write one '/' between two names, and none at the end")
            }
            if name.hasPrefix(".") { return ("no part of a path starts with '.'", "leave the dot out") }
            if name.utf8.count > longestPart {
                return ("a part of a path has at most \(longestPart) bytes", "write shorter names")
            }
        }
        if let first = sample.split(separator: "/").first.map(String.init), isTaken(first) {
            return (
                "the first part of a path is none that the report's own files have: no name with a dot, nor "
                    + taken.map { "'\($0)'" }.joined(separator: ", "), "write a name before it, such as 'pages/…'"
            )
        }
        return nil
    }
}

extension UTF8 {
    /// The bytes of a scalar in UTF-8.
    fileprivate static func width(_ scalar: Unicode.Scalar) -> Int { scalar.utf8.count }
}
