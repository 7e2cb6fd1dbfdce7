import Foundation
import TestSupport
import Testing

@testable import Jobs

struct CommandChannelTests {
    private static func send(_ command: [String], in folder: String) async throws {
        try await CommandChannel(command, folder: folder).send(
            String(repeating: "x", count: 1 << 20), id: "event-1", at: 0)
    }

    @Test("A command gets the message on its standard input, in the workspace's folder")
    func input() async throws {
        let folder = try ScratchFolder()
        try await CommandChannelTests.send(["/bin/sh", "-c", "wc -c > counted"], in: folder.path)
        let counted = try String(contentsOfFile: folder.path + "/counted", encoding: .utf8)
        // A megabyte and the line's end.
        #expect(counted.trimmingCharacters(in: .whitespacesAndNewlines) == "1048577")
    }

    @Test("The file that a command reads is its owner's alone, and one that is there already is left alone")
    func file() throws {
        let folder = try ScratchFolder()
        let path = folder.path + "/message"
        #expect(CommandChannel.write("figures", to: path))
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "figures")
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        #expect(mode == 0o600)
        #expect(!CommandChannel.write("others", to: path))
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "figures")
    }

    @Test(
        "A command is not given what may hold a secret of ours",
        arguments: [
            "TRINITY_API_TOKEN", "TRINITY_WEBHOOK_SECRET", "TRINITY_ALERTS_WEBHOOK", "TRINITY_SPARK_REMOTE",
            "SPARK_REMOTE", "OTEL_EXPORTER_OTLP_HEADERS", "OTEL_EXPORTER_OTLP_TRACES_HEADERS",
        ])
    func secrets(variable: String) async throws {
        let folder = try ScratchFolder()
        try await CommandChannel(
            ["/bin/sh", "-c", "echo \"${\(variable)-unset} $OTHER\" > seen"], folder: folder.path,
            environment: [variable: "hidden", "OTHER": "given", "PATH": "/usr/bin:/bin"]
        ).send("{}", id: "1", at: 0)
        #expect(try String(contentsOfFile: folder.path + "/seen", encoding: .utf8) == "unset given\n")
    }

    @Test("A command that reads nothing does no harm, and one that fails or is not there is told")
    func failures() async throws {
        let folder = try ScratchFolder()
        try await CommandChannelTests.send(["true"], in: folder.path)
        await #expect(throws: AlertFailure("the command ended with status 3")) {
            try await CommandChannelTests.send(["/bin/sh", "-c", "exit 3"], in: folder.path)
        }
        await #expect(throws: AlertFailure("there is no command 'no-such-program'", isWorthRetrying: false)) {
            try await CommandChannelTests.send(["no-such-program"], in: folder.path)
        }
    }

    @Test("A command that hangs ends with its task, and so does what it has started")
    func cancellation() async throws {
        let folder = try ScratchFolder()
        let path = folder.path
        let task = Task {
            try await CommandChannelTests.send(["/bin/sh", "-c", "sleep 300 & echo $! > child; wait"], in: path)
        }
        let file = path + "/child"
        while (FileManager.default.contents(atPath: file)?.count ?? 0) == 0 {
            try await Task.sleep(for: .milliseconds(5))
        }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        let child = try #require(
            Int32(String(contentsOfFile: file, encoding: .utf8).trimmingCharacters(in: .whitespacesAndNewlines)))
        // It may stay as a zombie for whoever takes it over, but it does not run.
        while let state = try? String(contentsOfFile: "/proc/\(child)/stat", encoding: .utf8), !state.contains(") Z") {
            try await Task.sleep(for: .milliseconds(5))
        }
    }
}
