import Logging
import Synchronization
import Testing

@testable import Observability

@Suite("Log lines")
struct LoggingTests {
    private func line(_ format: LogSettings.Format, _ body: (Logger) -> Void) -> String {
        let lines = Lines()
        var logger = Logger(
            label: "trinity.test",
            factory: {
                LineLogHandler(label: $0, settings: LogSettings(format: format, level: .info)) { lines.add($0) }
            })
        logger[metadataKey: "job"] = "weekly"
        body(logger)
        return lines.text
    }

    @Test("text has time, level, logger, message and fields in order, and escapes what could begin another line")
    func text() {
        let text = line(.text) {
            $0.info("done\nforged", metadata: ["b": "two words", "a": "1", "c": "\u{1B}[31m\"x\""])
        }
        #expect(
            text.drop { $0 != " " }
                == " info trinity.test: done\\nforged a=1 b=\"two words\" c=\"\\u001b[31m\\\"x\\\"\" job=weekly\n")
        #expect(text.prefix { $0 != " " }.count == "2026-11-28T07:38:47.123Z".count)
    }

    @Test("JSON is one object a line, with numbers and lists as such, and keeps its own names apart")
    func json() {
        let text = line(.json) {
            $0.warning("m", metadata: ["n": .stringConvertible(3), "l": ["x", "y"], "level": "mine"])
        }
        #expect(
            text.drop { $0 != "," }
                == #","level":"warning","logger":"trinity.test","message":"m","job":"weekly","l":["x","y"],"level_":"mine","n":3}"#
                + "\n")
    }

    @Test("what is less severe than asked for is left out")
    func levels() { #expect(line(.text) { $0.debug("no") } == "") }

    @Test("an error is told by its type: its text may quote data")
    func errors() {
        struct Secret: Error, CustomStringConvertible { var description: String { "user 4711" } }
        let text = line(.text) { $0.error("failed", error: Secret()) }
        #expect(text.contains("Secret"))
        #expect(!text.contains("4711"))
    }

    @Test(
        "flags go before the environment, and the environment before the command's own level",
        arguments: [
            ([:], false, false, Logger.Level.info),
            (["TRINITY_LOG_LEVEL": "TRACE"], false, false, .trace),
            (["TRINITY_LOG_LEVEL": "trace"], false, true, .error),
            (["TRINITY_LOG_LEVEL": "error"], true, false, .debug),
        ])
    func precedence(_ environment: [String: String], _ isVerbose: Bool, _ isQuiet: Bool, _ level: Logger.Level) {
        let (settings, problems) = LogSettings.resolve(
            level: .info, isVerbose: isVerbose, isQuiet: isQuiet, environment: { environment[$0] })
        #expect(settings.level == level)
        #expect(problems.isEmpty)
    }

    @Test("a level that is none is told, and is as if it were not set")
    func unknownLevel() {
        let (settings, problems) = LogSettings.resolve(
            level: .info, environment: { $0 == "TRINITY_LOG_LEVEL" ? "loud" : nil })
        #expect(settings.level == .info)
        #expect(
            problems == [
                "TRINITY_LOG_LEVEL is 'loud', which is no level; there are trace, debug, info, notice, warning, error, critical"
            ])
    }
}

/// Collects lines from any thread.
final class Lines: Sendable {
    private let state = Mutex("")
    var text: String { state.withLock { $0 } }
    func add(_ line: String) { state.withLock { $0 += line } }
}
