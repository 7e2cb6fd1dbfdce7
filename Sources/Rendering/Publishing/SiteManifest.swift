import Foundation

/// `site.json`: what a published site consists of, written last and part of the same switch as everything it lists.
///
/// It lists the files that belong to no report, and each report's folders by their own manifests; those list the rest. It also keeps what the
/// home page, archives and feed tell of runs whose reports are not run again.
struct SiteManifest: Hashable, Sendable, Codable {
    /// The file's name.
    static let fileName = "site.json"
    /// The version of the file's form.
    static let currentForm = 1

    /// The version of the form: 1.
    var site = SiteManifest.currentForm
    /// The program's version.
    var trinity = ""
    /// The name of the site.
    var title = ""
    /// The address it will have, with a slash at its end; nil when unknown.
    var baseURL: String?
    /// A digest of templates and program: when it differs, every page that belongs to no report is made anew.
    var look = ""
    /// When anything last changed.
    var updated = ""
    /// Every published run, by report, newest period first.
    var runs: [PublishedRun] = []
    /// Runs that failed and were not published.
    var holds: [HeldRun] = []
    /// Folders with a manifest of their own: every run's, and each report's `latest`.
    var folders: [Folder] = []
    /// The files that belong to no report.
    var files: [ListedFile] = []

    /// A folder with a manifest of its own.
    struct Folder: Hashable, Sendable, Codable {
        /// Its path below the site.
        var path: String
        /// The SHA-256 of its `manifest.json`.
        var manifest: String
        /// How many files are in it, the manifest included.
        var files: Int
        /// Their bytes.
        var bytes: Int
    }

    /// Reads a `site.json`; nil when it is none, or of another form.
    static func read(_ bytes: [UInt8]) -> SiteManifest? {
        guard let manifest = try? JSONDecoder().decode(SiteManifest.self, from: Data(bytes)),
            manifest.site == currentForm
        else { return nil }
        return manifest
    }

    /// The file's text: keys in alphabetical order, so that the same site gives the same bytes.
    func text() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(self), as: UTF8.self) + "\n"
    }
}

/// A run that is on the site.
struct PublishedRun: Hashable, Sendable, Codable {
    /// The report's id.
    var report: String
    /// The report's title.
    var title: String
    /// One sentence about the report.
    var description: String?
    /// The folder below the report's: the period's id, and parameters that differ from their defaults.
    var folder: String
    /// The period's id.
    var period: String
    /// The period in full.
    var label: String
    /// The period in few words.
    var shortLabel: String
    /// What periods of its length are called, in the plural.
    var grains: String
    /// The period's first instant.
    var from: String
    /// The instant behind it.
    var to: String
    /// A digest of everything the run depends on; empty when unknown, so that it runs again.
    var fingerprint: String
    /// A digest of what it brought, the manifest apart.
    var content: String
    /// When it was first published.
    var published: String
    /// When its content last changed.
    var updated: String
    /// What is wrong with it, in words; empty when all is well.
    var trouble: [String]
    /// The exit status it came with.
    var status: Int32
    /// The first of its key figures.
    var figures: [SiteFigure]
    /// How many pages one run gave; nil for a report of one page.
    var pages: Int?
    /// The files of its template that its pages link to, by path below the site.
    var statics: [ListedFile] = []
    /// A digest of what its pages tell of their surroundings.
    var surroundings = ""

    /// The folder's path below the site.
    var path: String { "\(report)/\(folder)" }
    /// Whether it can stand as a good page when a later run fails.
    var isGood: Bool { trouble.isEmpty }
}

/// A run that failed and is not on the site; the last good page says so.
struct HeldRun: Hashable, Sendable, Codable {
    /// The report's id.
    var report: String
    /// The folder it would have had.
    var folder: String
    /// The period in full.
    var label: String
    /// A digest of everything the run depended on.
    var fingerprint: String
    /// When it failed.
    var at: String
    /// The same for people, on the report's clock.
    var atText: String
    /// What was wrong, in words.
    var trouble: [String]
    /// The exit status it came with.
    var status: Int32
    /// The folder of the page that stays in its place: the same period's, else the newest good one of an earlier period with the same
    /// parameters; empty when there is none.
    var kept: String
    /// The period's id; nil in files of an older program.
    var period: String?
    /// The period's first instant; nil in files of an older program.
    var from: String?
}
