public import Diagnostics

/// Reads notebooks: CommonMark with executed fences, inline values and control comments.
public struct ReportParser {
    /// Reads a report's text.
    ///
    /// Everything that can be told from the text alone is told at once, in reading order; names of sources, cells and columns are
    /// checked by `ReportRunner.check`. Text that is not UTF-8 gives no report; any other gives one, with what could be read.
    /// - Parameters:
    ///   - source: the file; its name without the extension is the report's id.
    ///   - includes: the text of an included file by its path (relative to where `source`'s path is relative to); nil when there is
    ///     no such file.
    public static func parse(
        _ source: SourceText, includes: (String) -> SourceText? = { _ in nil }
    ) -> (report: Report?, diagnostics: [Diagnostic]) {
        withoutActuallyEscaping(includes) { includes in
            var parser = NotebookParser(includes: includes)
            let report = parser.parse(source)
            var unique: [Diagnostic] = []
            var seen: Set<Diagnostic> = []
            for diagnostic in parser.diagnostics where seen.insert(diagnostic).inserted { unique.append(diagnostic) }
            return (report, unique.sortedForReading())
        }
    }
}
