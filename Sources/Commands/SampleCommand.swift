public import Analyzers
public import ArgumentParser
import Columnar
import DataFormats
import Diagnostics

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// `trinity sample`: deterministic data for the three sources.
struct SampleCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sample", _superCommandName: TrinityCommand.name,
        abstract: "Write deterministic sample data: transactions, payments and audits.",
        discussion: """
            The same seed, row count, span and end give the same bytes, and the same values in every format. There are \
            half as many payments and a fifth as many audits as transactions; each file holds one day of a table.

            EXAMPLES
              trinity sample --out data
              trinity sample --out data --rows 5000000 --weeks 1 --end 2026-11-16
              trinity sample --out data --format ndjson --seed 7
              trinity sample --out data --format parquet
            """)

    @Option(
        help: ArgumentHelp(
            "Folder to write into; an earlier sample there is replaced, other data are never touched.", valueName: "dir"
        ), transform: FolderArgument.parse)
    var out: String

    @Option(help: ArgumentHelp("Transactions in all.", valueName: "n"))
    var rows = 100_000

    @Option(help: ArgumentHelp("Seed of the random numbers.", valueName: "s"))
    var seed: UInt64 = 1

    @Option(help: ArgumentHelp("Weeks that the data span, up to the end.", valueName: "n"))
    var weeks = 8

    @Option(
        help: ArgumentHelp(
            "First instant behind the data: a date or timestamp in UTC. The default is the hour that has just begun.",
            valueName: "time"))
    var end: String?

    @Option(help: "File format.")
    var format = SampleFormat.csv

    @Option(help: "Compress every text file; its name then ends in .gz or .zst. Parquet is compressed by itself.")
    var compress: Compression?

    @Flag(help: "Say nothing.")
    var quiet = false

    func validate() throws {
        guard rows > 0 else { throw ValidationError("--rows must be at least 1, not \(rows)") }
        guard (1...520).contains(weeks) else { throw ValidationError("--weeks must be 1 to 520, not \(weeks)") }
        if let end, TimestampText.microseconds(end, zone: .utc) == nil {
            throw ValidationError("--end '\(end)' is no date or timestamp; write 2026-11-16 or 2026-11-16T13:00:00Z")
        }
        if format == .parquet, compress != nil {
            throw ValidationError("--compress does not go with --format parquet, which is compressed by itself")
        }
    }

    func run() async throws {
        let endSeconds = end.flatMap { TimestampText.microseconds($0, zone: .utc) }.map { Int($0 / 1_000_000) }
        let format = format
        let sample = SampleData(
            rows: rows, seed: seed, end: endSeconds ?? time(nil), weeks: weeks, format: format.text ?? .csv)
        let folder = out
        let compression = compress
        try SampleFolder(path: folder).prepare()
        // Several days at a time, so that memory stays bounded while every core has work.
        let bytes = try await withThrowingTaskGroup(of: Int.self) { group in
            var remaining = sample.days.makeIterator()
            var total = 0
            func addNext() {
                guard let day = remaining.next() else { return }
                group.addTask {
                    try format.files(of: sample, day: day, compression: compression).reduce(0) { sum, file in
                        try TextFile.write(file.bytes, to: "\(folder)/\(file.path)")
                        return sum + file.bytes.count
                    }
                }
            }
            for _ in 0..<4 { addNext() }
            while let written = try await group.next() {
                total += written
                addNext()
            }
            return total
        }
        guard !quiet else { return }
        let until = TimestampText.rfc3339(microseconds: Int64(sample.end) * 1_000_000)
        Console.error(
            "wrote \(sample.days.count * 3) files, \(bytes / 1_000_000) MB, to \(folder): \(rows) transactions, "
                + "\((rows + 1) / 2) payments, \((rows + 4) / 5) audits, \(weeks) weeks to \(until)\n")
    }
}

extension Compression: ExpressibleByArgument {}
