import Foundation
import Synchronization

/// Runs a program for each message, which gets it on its standard input.
package struct CommandChannel: AlertChannel {
    package let name = "command"
    private let command: [String]
    private let folder: String

    /// The longest a command may take, in seconds.
    static let longest = 60

    /// A channel to a program and its arguments, run in a folder. No shell reads them.
    package init(_ command: [String], folder: String) {
        self.command = command
        self.folder = folder
    }

    package func send(_ payload: String, id: String, at now: Int64) async throws {
        let process = Process()
        // `env` finds the program on the PATH.
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = command
        process.currentDirectoryURL = URL(fileURLWithPath: folder)
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        let input = Pipe()
        process.standardInput = input
        let ended = WakeSignal()
        process.terminationHandler = { _ in ended.signal() }
        do { try process.run() } catch {
            throw AlertFailure("the command cannot be started: \(error.localizedDescription)")
        }
        let (bytes, writer) = (Data(payload.utf8), input.fileHandleForWriting)
        // A program that does not read must not hold anybody up; neither may one that closed its input kill us.
        DispatchQueue.global().async {
            try? writer.write(contentsOf: bytes)
            try? writer.close()
        }
        let isLate = Mutex(false)
        let number = process.processIdentifier
        let watch = Task {
            try await Task.sleep(for: .seconds(CommandChannel.longest))
            isLate.withLock { $0 = true }
            kill(number, SIGKILL)
        }
        defer { watch.cancel() }
        while process.isRunning {
            await ended.wait()
            if Task.isCancelled {
                kill(number, SIGKILL)
                throw CancellationError()
            }
        }
        if isLate.withLock({ $0 }) {
            throw AlertFailure("the command took longer than \(CommandChannel.longest) seconds")
        }
        guard process.terminationReason == .exit, process.terminationStatus == 0 else {
            throw AlertFailure("the command ended with status \(process.terminationStatus)")
        }
    }
}
