import Foundation

/// What the system says of a process: enough to know one again.
struct ProcessRecord: Hashable {
    /// When it started, in the system's own words.
    var started: String
    /// Its command line.
    var command: String

    /// Looks a process up; nil when there is none, or it has ended and nobody has asked how.
    init?(_ process: Int32) {
        guard process > 0 else { return nil }
        #if canImport(Glibc)
            // The start time is the 22nd field; the second, a name in brackets, may hold blanks (proc(5)).
            guard let status = FileManager.default.contents(atPath: "/proc/\(process)/stat") else { return nil }
            let text = String(decoding: status, as: UTF8.self)
            guard let bracket = text.lastIndex(of: ")") else { return nil }
            let fields = text[text.index(after: bracket)...].split(separator: " ")
            guard fields.count > 19, fields[0] != "Z" else { return nil }
            started = String(fields[19])
            let line = FileManager.default.contents(atPath: "/proc/\(process)/cmdline") ?? Data()
            command = String(decoding: line, as: UTF8.self).replacingOccurrences(of: "\0", with: " ")
        #else
            func field(_ name: String) -> String? {
                let program = Process()
                program.executableURL = URL(fileURLWithPath: "/bin/ps")
                program.arguments = ["-o", "\(name)=", "-p", "\(process)"]
                let output = Pipe()
                program.standardOutput = output
                guard (try? program.run()) != nil else { return nil }
                let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
                program.waitUntilExit()
                let trimmed = text.trimmingCharacters(in: .whitespacesAndNewlines)
                return trimmed.isEmpty ? nil : trimmed
            }
            guard let start = field("lstart"), let line = field("command") else { return nil }
            started = start
            command = line
        #endif
    }
}
