package import Diagnostics
import NIOCore

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Why a server could not begin to listen, or ended.
package enum ListenFailure {
    /// What to tell of an error that a server at an address ended with.
    package static func diagnostic(_ error: any Error, host: String, port: Int) -> Diagnostic {
        switch error {
        case let error as IOError where error.errnoCode == EADDRINUSE:
            Diagnostic(
                "cannot-serve", .error, "port \(port) of \(host) is taken already",
                help: "end what listens there, or choose another port with --port (0 for a free one)")
        case let error as IOError:
            Diagnostic(
                "cannot-serve", .error,
                "the server cannot listen at \(host):\(port): \(String(cString: strerror(error.errnoCode)))")
        case is SocketAddressError, is SocketAddressError.UnknownHost:
            Diagnostic(
                "cannot-serve", .error, "'\(host)' is no address of this machine",
                help: "write one such as 127.0.0.1, or 0.0.0.0 for all")
        default: Diagnostic("cannot-serve", .error, "the server at \(host):\(port) ended: \(error)")
        }
    }
}
