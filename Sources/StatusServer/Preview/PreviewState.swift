/// What a preview shows at one moment.
package struct PreviewState: Sendable {
    /// Grows with every new state.
    package var version: Int
    /// The report's title.
    package var title: String
    /// The address of the report's page.
    package var page: String
    /// The files of the report by address.
    package var files: [String: [UInt8]]
    /// What is wrong, as the terminal shows it; nil when nothing is.
    package var findings: String?
    /// Whether any of it is an error.
    package var hasErrors: Bool
    /// One line about how the state was made.
    package var summary: String

    package init(
        version: Int, title: String, page: String, files: [String: [UInt8]], findings: String?, hasErrors: Bool,
        summary: String
    ) {
        self.version = version
        self.title = title
        self.page = page
        self.files = files
        self.findings = findings
        self.hasErrors = hasErrors
        self.summary = summary
    }
}

/// The state that is shown, and those who wait for the next.
///
/// An actor because browsers come and go while states change.
package actor PreviewBoard {
    private(set) var state: PreviewState
    private var listeners: [Int: AsyncStream<PreviewState>.Continuation] = [:]
    private var last = 0
    private static let mostListeners = 64

    package init(_ state: PreviewState) { self.state = state }

    /// Shows a new state.
    package func show(_ state: PreviewState) {
        self.state = state
        repeatState()
    }

    /// Shows the state again to those who have seen it: its version says that it is the same.
    func repeatState() { for listener in listeners.values { listener.yield(state) } }

    /// The state now and those to come; only the newest waits for somebody who does not keep up. Nil when too many listen already;
    /// whoever lets go of the states listens no more.
    func listen() -> AsyncStream<PreviewState>? {
        guard listeners.count < PreviewBoard.mostListeners else { return nil }
        last += 1
        let (stream, continuation) = AsyncStream.makeStream(of: PreviewState.self, bufferingPolicy: .bufferingNewest(1))
        listeners[last] = continuation
        continuation.onTermination = { [weak self, id = last] _ in Task { await self?.leave(id) } }
        continuation.yield(state)
        return stream
    }

    private func leave(_ id: Int) { listeners.removeValue(forKey: id)?.finish() }

    func close() {
        for listener in listeners.values { listener.finish() }
        listeners = [:]
    }
}
