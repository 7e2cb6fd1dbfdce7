package import Diagnostics
import Foundation
import GRDB

/// A workspace's history of runs, in an SQLite database that several processes may use at once.
///
/// Every change that belongs together is one transaction, in write-ahead mode with full synchronisation: after a crash at any moment each run
/// is as its last finished step left it. A class because it owns the connections.
package final class JobStore: Sendable {
    /// The connections.
    let database: any DatabaseWriter

    private init(_ database: any DatabaseWriter) throws {
        self.database = database
        try Migrations.all.migrate(database)
    }

    /// A history that lives in memory only, for `jobs test` and simulations.
    package static func inMemory() throws -> JobStore { try JobStore(DatabaseQueue()) }

    /// Opens the history in a folder, usually a workspace's `.trinity`, and makes both where they are missing.
    ///
    /// - Throws: `DiagnosticsError` when the file cannot be opened, is no history, or comes from a later version of trinity.
    package static func open(folder: String) throws -> JobStore {
        let path = "\(folder)/\(fileName)"
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            // Two processes must not set up one file at the same time.
            let setUp = try FileLock.wait(for: "\(folder)/\(fileName).lock")
            defer { setUp.release() }
            var configuration = Configuration()
            configuration.busyMode = .timeout(20)
            configuration.foreignKeysEnabled = true
            configuration.prepareDatabase { try $0.execute(sql: "PRAGMA synchronous = FULL") }
            let pool = try DatabasePool(path: path, configuration: configuration)
            guard try pool.read({ try !Migrations.all.hasBeenSuperseded($0) }) else {
                throw DiagnosticsError(
                    Diagnostic(
                        "newer-history", .error, "'\(path)' was written by a later version of trinity",
                        help: "use that version, or move the file away to start a new history"))
            }
            return try JobStore(pool)
        } catch let error as DatabaseError {
            throw DiagnosticsError(JobStore.diagnostic(error, path))
        } catch let error as DiagnosticsError {
            throw error
        } catch {
            throw DiagnosticsError(
                Diagnostic(
                    "unreadable-history", .error,
                    "the history '\(path)' cannot be opened: \(error.localizedDescription)"))
        }
    }

    /// What is wrong with the history, when an error says so; nil for other errors.
    package static func problem(_ error: any Error) -> Diagnostic? {
        (error as? DatabaseError).map { diagnostic($0, fileName) }
    }

    private static func diagnostic(_ error: DatabaseError, _ path: String) -> Diagnostic {
        let help: String? =
            switch error.resultCode {
            case .SQLITE_NOTADB, .SQLITE_CORRUPT: "move the file away to start a new history"
            case .SQLITE_FULL, .SQLITE_IOERR: "make room on its disk, and run again"
            case .SQLITE_READONLY, .SQLITE_CANTOPEN, .SQLITE_PERM: "the folder .trinity and its files must be writable"
            default: nil
            }
        return Diagnostic(
            "unusable-history", .error,
            "the history '\(path)' cannot be used: \(error.message ?? error.resultCode.description)", help: help)
    }

    /// The file's name in its folder.
    package static let fileName = "history.sqlite"
}
