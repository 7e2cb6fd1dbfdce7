import ServiceLifecycle
import StatusServer

/// Looks for saved files, and makes the report again.
struct PreviewWatch: Service {
    let session: PreviewSession
    let board: PreviewBoard
    /// What the board shows when the watch begins.
    let first: PreviewState

    /// The time between two looks at the report's own files.
    private static let pause = Duration.milliseconds(25)
    /// Editors that save in place empty a file before they fill it: files count as saved when two looks so far apart agree, at most so many looks.
    private static let (settling, mostLooks) = (Duration.milliseconds(5), 10)
    /// Looking at data takes at most this part of the time.
    private static let shareOfLooks = 20

    func run() async throws {
        await cancelWhenGracefulShutdown {
            let clock = ContinuousClock()
            var shown = first
            var (files, data) = (session.stamps, session.dataStamps)
            var nextLook = clock.now
            // What was saved while the report was made for the first time shows now.
            var isChanged = true
            while true {
                if isChanged {
                    var watched: [String]
                    repeat {
                        watched = session.watched
                        // The stamps of before: what is saved while the report is made shows at the next look.
                        (files, data) = (await settled(), session.dataStamps)
                        let state = await session.refresh()
                        if !state.looksLike(shown) {
                            shown = state
                            await board.show(state)
                        }
                    } while session.watched != watched && !Task.isCancelled
                }
                guard (try? await Task.sleep(for: PreviewWatch.pause)) != nil else { return }
                isChanged = session.stamps != files
                if !isChanged, clock.now >= nextLook {
                    let started = clock.now
                    isChanged = session.dataStamps != data
                    nextLook = clock.now + (clock.now - started) * PreviewWatch.shareOfLooks
                }
            }
        }
    }

    /// The state of the report's own files, once it stays for a moment and the report is not empty.
    private func settled() async -> [String] {
        var stamps = session.stamps
        for _ in 0..<PreviewWatch.mostLooks {
            guard (try? await Task.sleep(for: PreviewWatch.settling)) != nil else { break }
            let now = session.stamps
            if now == stamps, !session.isEmpty { break }
            stamps = now
        }
        return stamps
    }
}

extension PreviewState {
    /// Whether a reader would see no difference, however the states were made. Complexity: O(bytes).
    func looksLike(_ other: PreviewState) -> Bool {
        // Manifests tell how long the run took.
        func readable(_ files: [String: [UInt8]]) -> [String: [UInt8]] {
            files.filter { !$0.key.hasSuffix("/manifest.json") }
        }
        return title == other.title && page == other.page && findings == other.findings
            && hasErrors == other.hasErrors && readable(files) == readable(other.files)
    }
}
