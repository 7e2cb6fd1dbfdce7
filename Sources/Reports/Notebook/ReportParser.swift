public import Diagnostics

/// Reads notebooks: CommonMark with executed fences, inline values and control comments.
///
/// Where the language leaves a choice, this is how it is read:
/// - A query cell shows nothing by itself; `show=table` shows its rows in place. Only queries need an id, and not with `show=table`.
/// - Attributes: `window`, `show` and `page` (query), `window` and `message` (assert), `window` (analyze), `from` (chart, table); and in
///   every cell `echo=true`, which shows the cell's own text above what it shows.
/// - `window` is `all`, `period`, or a count and any grain (`12 weeks`), counted back from the period's end whatever its own grain.
/// - Ids are letters, digits and `_`, and differ in more than case, so that SQL and expressions can name every cell.
/// - `color` of a heat map or calendar is its `value`, elsewhere another name for `series`. A channel is a column or a mapping with
///   `column`.
/// - `over:` is a source for an analyzer with one input, else a mapping from input to source. `show:` is `standard`, `none`, or a list of
///   its items, tables and values.
/// - Cells may stand in quotes, lists and included files. A footnote defined twice, or referred to and not defined, is an error.
/// - Besides `if`, `else`, `each`, `end` and `include` there is `<!-- else if: condition -->`. `if` and `each` end in the list item,
///   quote or file they start in.
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

    /// The id that the report of a file has: the file's name without the extension.
    package static func id(of path: String) -> String { NotebookParser.identifier(of: path) }
}
