import QueryPlan
import Synchronization

/// A line on the terminal that tells how far a run is: bytes, rows, rate and time left.
///
/// A class because engines call it from any thread; it redraws at most ten times a second and wipes its line at the end.
final class ProgressDisplay: Sendable {
    private struct State {
        var started: ContinuousClock.Instant?
        var drawn: ContinuousClock.Instant?
    }

    private let state = Mutex(State())

    /// A display, or nil where none belongs: standard error is no terminal, or the user wants quiet.
    static func ifWanted(quiet: Bool) -> ProgressDisplay? {
        quiet || !Console.errorIsTerminal ? nil : ProgressDisplay()
    }

    /// Shows a state of progress.
    func update(_ progress: RunProgress) {
        let now = ContinuousClock.now
        let line: String? = state.withLock { state in
            let started = state.started ?? now
            state.started = started
            // Short runs show nothing: a line that only flickers helps nobody.
            guard now - started > .milliseconds(300), state.drawn.map({ now - $0 > .milliseconds(100) }) ?? true else {
                return nil
            }
            state.drawn = now
            return ProgressDisplay.line(progress, after: now - started)
        }
        if let line { Console.error("\r\u{1B}[K" + line) }
    }

    /// Wipes the line.
    func finish() {
        if state.withLock({ $0.drawn != nil }) { Console.error("\r\u{1B}[K") }
    }

    /// `412 of 640 MB · 3.2 M rows · 850 MB/s · 1 s left`
    static func line(_ progress: RunProgress, after elapsed: Duration) -> String {
        let seconds = Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) * 1e-18
        let rate = seconds > 0 ? Double(progress.bytesRead) / seconds : 0
        var parts = [
            "\(progress.bytesRead / 1_000_000) of \(progress.bytesTotal / 1_000_000) MB",
            "\(rounded(Double(progress.rowsRead) / 1e6)) M rows", "\(Int(rate / 1e6)) MB/s",
        ]
        if rate > 0 {
            let left = Double(max(0, progress.bytesTotal - progress.bytesRead)) / rate
            parts.append("\(Int(left.rounded(.up))) s left")
        }
        return parts.joined(separator: " · ")
    }

    private static func rounded(_ value: Double) -> Double { (value * 10).rounded() / 10 }
}
