#if Spark
    import Dispatch
    import Foundation
    import Synchronization

    /// What Ctrl-C does while queries run on a server: they are stopped there before the process ends.
    package enum ServerInterrupts {
        /// The signals' sources and the engines that are watched. Sources are only kept alive, which makes them safe to share.
        private struct State: @unchecked Sendable {
            var sources: [any DispatchSourceSignal] = []
            var backends: [SparkBackend] = []
            var isEnding = false
        }

        private static let state = Mutex(State())

        /// From now on SIGINT and SIGTERM stop an engine's queries, with those of all engines named before, and then end the process with
        /// 128 and the signal's number. The second signal ends it at once.
        package static func stop(_ backend: SparkBackend) {
            let isFirst = state.withLock { state in
                state.backends.append(backend)
                return state.backends.count == 1
            }
            guard isFirst else { return }
            for number in [SIGINT, SIGTERM] { watch(number) }
        }

        /// Whether the process is about to end by a signal: what fails then is not told.
        static var isEnding: Bool { state.withLock { $0.isEnding } }

        private static func watch(_ number: Int32) {
            signal(number, SIG_IGN)
            let held = State(sources: [DispatchSource.makeSignalSource(signal: number, queue: .global())])
            for source in held.sources {
                source.setEventHandler {
                    signal(number, SIG_DFL)
                    state.withLock { $0.isEnding = true }
                    Task {
                        for backend in state.withLock({ $0.backends }) { await backend.interrupt() }
                        // As shells count a process that a signal ended; the signal itself is blocked while it is watched.
                        _exit(128 + number)
                    }
                }
                source.resume()
            }
            state.withLock { $0.sources += held.sources }
        }
    }
#endif
