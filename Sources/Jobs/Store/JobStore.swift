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
    /// Whether runs can be noted in it; false for one that is only there to be read.
    package let isWritable: Bool

    private init(_ database: any DatabaseWriter, isWritable: Bool = true) throws {
        self.database = database
        self.isWritable = isWritable
        if isWritable { try Migrations.all.migrate(database) }
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
            try check(pool, path)
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

    /// Opens the history in a folder to look at it: one that is not there yet is empty and stays so, and one that cannot be written is read as
    /// it is.
    ///
    /// - Throws: `DiagnosticsError`, as `open` does.
    package static func reading(folder: String) throws -> JobStore {
        let path = "\(folder)/\(fileName)"
        let files = FileManager.default
        guard files.fileExists(atPath: path) else { return try JobStore(DatabaseQueue(), isWritable: true) }
        // SQLite writes beside the file as well.
        if files.isWritableFile(atPath: path), files.isWritableFile(atPath: folder) { return try open(folder: folder) }
        return try readOnly(path)
    }

    /// Opens a history without writing anything, in its folder or elsewhere.
    static func readOnly(_ path: String) throws -> JobStore {
        var configuration = Configuration()
        configuration.readonly = true
        configuration.busyMode = .timeout(20)
        do {
            var found: DatabaseQueue
            do {
                found = try DatabaseQueue(path: path, configuration: configuration)
                _ = try found.read { try Bool.fetchOne($0, sql: "SELECT EXISTS (SELECT 1 FROM sqlite_schema)") }
            } catch let error as DatabaseError
                where [.SQLITE_CANTOPEN, .SQLITE_READONLY].contains(error.resultCode) && !hasLog(path)
            {
                // Reading takes files beside the history, which whoever wrote it last has put away and nobody can make now. Without a
                // log, the file is all there is.
                let address = URL(fileURLWithPath: path).absoluteString + "?immutable=1"
                found = try DatabaseQueue(path: address, configuration: configuration)
            }
            try check(found, path)
            guard try found.read({ try !Migrations.all.hasCompletedMigrations($0) }) else {
                return try JobStore(found, isWritable: false)
            }
            // An earlier version wrote it: a copy takes the form that this one reads.
            let copy = try DatabaseQueue()
            try found.backup(to: copy)
            try Migrations.all.migrate(copy)
            return try JobStore(copy, isWritable: false)
        } catch let error as DatabaseError {
            throw DiagnosticsError(diagnostic(error, path))
        }
    }

    /// Whether there are changes beside a history's file that have not come into it.
    private static func hasLog(_ path: String) -> Bool {
        let size = try? FileManager.default.attributesOfItem(atPath: path + "-wal")[.size] as? Int
        return (size ?? 0) > 0
    }

    /// - Throws: `DiagnosticsError` when a later version of trinity wrote it.
    private static func check(_ database: some DatabaseReader, _ path: String) throws {
        guard try database.read({ try Migrations.all.hasBeenSuperseded($0) }) else { return }
        throw DiagnosticsError(
            Diagnostic(
                "newer-history", .error, "'\(path)' was written by a later version of trinity",
                help: "use that version, or move the file away to start a new history"))
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
