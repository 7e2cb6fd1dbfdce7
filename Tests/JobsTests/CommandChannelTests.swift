import Foundation
import Jobs
import TestSupport
import Testing

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
