#if Spark
    import Foundation
    import GRPCCore
    import GRPCProtobuf
    import NIOCore

    /// What the status of a call that failed tells.
    struct CallStatus {
        /// The code.
        var code: RPCError.Code
        /// The message, for people.
        var message: String
        /// Spark's error class; nil when there is none.
        var errorClass: String?
        /// The SQL state; nil when there is none.
        var sqlState: String?
        /// The key to the details; nil when there are none.
        var errorID: String?
        /// The wait that the server asks for; nil when it asks for none.
        var retryDelay: Duration?
        /// Whether the server asks for another try.
        var asksForRetry = false
        /// Whether nobody listens at the address: the server's process has ended, or there never was one.
        let isConnectionRefused: Bool

        init(_ error: RPCError) {
            code = error.code
            message = error.message
            isConnectionRefused = sequence(first: error as any Error) { ($0 as? RPCError)?.cause }
                .contains { ($0 as? IOError)?.errnoCode == ECONNREFUSED }
            guard let status = try? error.unpackGoogleRPCStatus() else { return }
            if message.isEmpty { message = status.message }
            for detail in status.details {
                if let info = detail.errorInfo {
                    errorClass = info.metadata["errorClass"].flatMap { $0.isEmpty ? nil : $0 }
                    sqlState = info.metadata["sqlState"].flatMap { $0.isEmpty ? nil : $0 }
                    errorID = info.metadata["errorId"].flatMap { $0.isEmpty ? nil : $0 }
                }
                if let retry = detail.retryInfo {
                    asksForRetry = true
                    retryDelay = retry.delay
                }
            }
        }

        /// Whether the same call may succeed in a moment.
        var isPassing: Bool {
            code == .unavailable || asksForRetry || has("INVALID_CURSOR.DISCONNECTED")
        }

        /// Whether the server knows nothing of the operation.
        var isUnknownOperation: Bool { has("INVALID_HANDLE.OPERATION_NOT_FOUND") }

        /// Whether the session is gone: the server is another one, or has ended it.
        var isSessionLost: Bool {
            has("INVALID_HANDLE.SESSION_CHANGED") || has("INVALID_HANDLE.SESSION_CLOSED")
                || has("INVALID_HANDLE.SESSION_NOT_FOUND")
        }

        private func has(_ name: String) -> Bool { errorClass == name || message.contains("[\(name)]") }

        /// The fault for a call that is not made again.
        func fault(_ address: SparkAddress, call: String) -> SparkFault {
            if isSessionLost { return .sessionLost(address: address.shown) }
            switch code {
            case .unauthenticated, .permissionDenied: return .refused(address: address.shown, cause: sentence)
            case .deadlineExceeded where errorClass == nil: return .slow(address: address.shown, call: call)
            case .unavailable:
                let secure =
                    "for an encrypted connection that can also be a certificate that is not trusted: name the authority's with ssl_ca=FILE"
                let cause = isConnectionRefused ? "nobody listens there" : sentence
                return .unreachable(
                    address: address.shown, cause: cause.isEmpty ? "the connection failed" : cause,
                    help: address.usesTLS
                        ? "check the address and whether the server runs; \(secure)"
                        : nil)
            default:
                return .failed(
                    SparkFailure(errorClass: errorClass, sqlState: sqlState, message: message, errorID: errorID))
            }
        }

        /// The first line of the message, without what the library says of its own state.
        private var sentence: String {
            let line = message.prefix { $0 != "\n" }
            let state = "Channel is in a transient failure state and 'wait for ready' isn't enabled. "
            return String(line.hasPrefix(state) ? line.dropFirst(state.count) : line)
        }
    }
#endif
