import ArgumentParser
import Columnar
import Diagnostics
import Jobs

/// `trinity jobs list`.
struct ListJobsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "All jobs: when they run next, and how the last run went.")

    @OptionGroup var options: JobOptions

    func run() async throws {
        let desk = try JobDesk(options.input, isReading: true)
        try await desk.mend()
        let catalog = try desk.live.current().catalog
        var statuses: [JobStatus] = []
        for job in catalog.jobs where job.schedule != nil { statuses.append(try await desk.status(of: job)) }
        for report in catalog.broken { statuses.append(try await desk.status(of: report)) }
        statuses.sort { $0.jobId < $1.jobId }
        Console.report(catalog.problems.flatMap(\.diagnostics))
        if options.json {
            Console.output(try JobJSON.text(statuses))
        } else if statuses.isEmpty {
            Console.output("no job: no report has a 'schedule' in its front matter\n")
        } else {
            var rows = [["job", "schedule", "status", "last run", "next run", "runs", "errors"]]
            for status in statuses {
                let schedule =
                    (status.schedule ?? "on demand") + (status.timezone == "UTC" ? "" : " \(status.timezone)")
                rows.append([
                    status.jobId, schedule, status.status.rawValue, status.lastRun ?? "never", status.nextRun ?? "–",
                    "\(status.runCount)", "\(status.errorCount)",
                ])
            }
            Console.output(AlignedText.table(rows))
        }
        if !catalog.problems.isEmpty { throw CommandFailure(.usage) }
    }
}

/// Rows of texts in aligned columns; the first row is the header.
enum AlignedText {
    static func table(_ rows: [[String]]) -> String {
        let widths = (rows.first ?? []).indices.map { column in rows.map { $0[column].unicodeScalars.count }.max() ?? 0
        }
        return rows.map { row in
            var line = ""
            for (column, cell) in row.enumerated() {
                let isLast = column == row.count - 1
                line +=
                    cell + (isLast ? "" : String(repeating: " ", count: widths[column] - cell.unicodeScalars.count + 2))
            }
            return line + "\n"
        }.joined()
    }
}
