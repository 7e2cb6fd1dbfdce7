import ArgumentParser
import Testing

@testable import Commands

@Suite("The command line")
struct CommandLineTests {
    @Test(
        "a subcommand that reads its arguments alone reads them as the whole tree does",
        arguments: [
            ["render"], ["render", "a.md", "--period", "2026-W46", "--quiet"], ["render", "--", "--odd.md"],
            ["query", "SELECT 1", "--format", "json"], ["check", "--json"], ["explain", "a.md"], ["verify", "out"],
            ["jobs", "list"], ["new", "report", "x"], ["spark", "start", "--port", "15002"],
        ])
    func same(arguments: [String]) throws {
        let command = try TrinityCommand.parsed(arguments)
        let expected = try TrinityCommand.parseAsRoot(arguments)
        #expect(type(of: command) == type(of: expected))
        #expect(type(of: command) != TrinityCommand.self)
    }

    @Test(
        "an empty folder is refused: it would be the root of the file system",
        arguments: [
            ["render", "--out", ""], ["publish", "--out", ""], ["serve", "--out", ""], ["sample", "--out", ""],
        ])
    func emptyFolder(arguments: [String]) throws {
        #expect(throws: (any Error).self) { try TrinityCommand.parsed(arguments) }
        #expect(throws: Never.self) { try TrinityCommand.parsed(arguments.dropLast() + ["out"]) }
    }

    @Test("what stands behind a subcommand is its own")
    func values() throws {
        let command = try TrinityCommand.parsed(["render", "a.md", "--out", "render", "render", "help"])
        let render = try #require(command as? RenderCommand)
        #expect(render.reports == ["a.md", "render", "help"] && render.out == "render")
    }

    @Test(
        "help, versions and mistakes are the whole tree's",
        arguments: [
            [], ["--version"], ["--help"], ["rendr"], ["render", "--bogus"], ["render", "--out"], ["render", "--help"],
            ["render", "-h"], ["render", "--version"], ["help", "render"], ["help", "jobs", "list"], ["jobs"],
            ["query"], ["query", "SELECT 1", "--format", "xm"], ["sample", "--out", "d", "--rows", "none"],
            ["render", "--period", "2026-W46", "--as-of", "2026-11-09"], ["--generate-completion-script", "bash"],
            ["render", "--generate-completion-script", "bash"],
        ])
    func messages(arguments: [String]) throws {
        func outcome(_ parse: ([String]) throws -> any ParsableCommand) -> String {
            do {
                // Help is a command that throws its text.
                var command = try parse(arguments)
                if !(command is any AsyncParsableCommand) { try command.run() }
                return "\(type(of: command))"
            } catch {
                return "\(TrinityCommand.exitCode(for: error).rawValue) \(TrinityCommand.fullMessage(for: error))"
            }
        }
        let expected = outcome { try TrinityCommand.parseAsRoot($0) }
        #expect(outcome { try TrinityCommand.parsed($0) } == expected)
    }
}
