package import Columnar
package import Diagnostics

/// A report that cannot be read: it stays known under the name of its file, and does not run until it is mended.
package struct BrokenJob: Sendable {
    /// The report's id.
    package var id: String
    /// The report's file, as it is shown to people.
    package var path: String
    /// The title, so far as it could be read.
    package var name: String?
    /// One sentence about the report, so far as it could be read.
    package var description: String?
    /// The schedule as it is written, so far as it could be read.
    package var schedule: String?
    /// The zone of its schedule and its periods.
    package var zone: ZoneRules
    /// The paths of the files that it consists of, whether they are there or not.
    package var files: [String]
    /// What is wrong with it; the errors among it are why it does not run.
    package var diagnostics: [Diagnostic]

    /// A report that cannot be read.
    package init(
        id: String, path: String, name: String? = nil, description: String? = nil, schedule: String? = nil,
        zone: ZoneRules, files: [String] = [], diagnostics: [Diagnostic]
    ) {
        self.id = id
        self.path = path
        self.name = name
        self.description = description
        self.schedule = schedule
        self.zone = zone
        self.files = files
        self.diagnostics = diagnostics
    }

    /// The first errors, a line each with its place and what to do: `reports/small.md:4:11: 'dayly 06:00' is no schedule; expected … (did you
    /// mean 'daily'?)`. It quotes the report's text, never data.
    package var problem: String { RunFailure.of(diagnostics, otherwise: .report, hasHelp: true).message }
}
