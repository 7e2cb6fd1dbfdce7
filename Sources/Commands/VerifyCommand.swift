import ArgumentParser
import Diagnostics
import Rendering

/// `trinity verify`: are published reports what their manifests say?
struct VerifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", _superCommandName: TrinityCommand.name,
        abstract: "Re-check a site, or rendered reports, against their manifests.",
        discussion: """
            Compares every file's size and SHA-256 with the manifest.json beside it; of a site, also what belongs to no report \
            (the home page, archives, feed, site map) and the manifests themselves, with its site.json. Exit status 1 when \
            anything is missing, changed or extra.

            EXAMPLES
              trinity verify site
              trinity verify out
            """)

    @Argument(
        help: ArgumentHelp(
            "A folder that 'trinity publish' or 'trinity render' has written, or one above it.", valueName: "dir"))
    var directory: String

    func run() throws {
        let outcome = OutputVerifier.verify(directory)
        Console.report(outcome.problems)
        if outcome.problems.hasErrors { throw CommandFailure(.runFailed) }
        Console.output(
            "\(outcome.manifests) \(outcome.manifests == 1 ? "report" : "reports"), \(outcome.files) \(outcome.files == 1 ? "file" : "files"), all as their manifests say\n"
        )
    }
}
