import Diagnostics
import QueryPlan
import Reports

/// `manifest.json`: what went in, how it ran and what came out; the only file that differs from run to run.
enum Manifest {
    /// The file's text for the other files of the report.
    static func text(_ result: ReportResult, files: [OutputFile], version: String) -> String {
        var json = JSONWriter(indented: true)
        json.beginObject()
        json.member("report", result.report)
        json.member("period", result.period.id)
        json.member("trinity", version)
        json.member("engine", result.engine)
        json.member("plan", result.planFingerprint)
        json.key("inputs")
        json.beginArray()
        for source in result.sources {
            for file in source.description.files {
                json.beginObject()
                json.member("source", source.description.name)
                json.member("path", file.path)
                json.member("bytes", file.bytes)
                json.member("rows", file.rows)
                json.member("rejected", file.rejectedRows)
                json.member("sha256", file.sha256)
                json.endObject()
            }
        }
        json.endArray()
        json.key("sources")
        json.beginArray()
        for source in result.sources {
            json.beginObject()
            json.member("name", source.description.name)
            json.member("scans", source.scans)
            json.member("rejected_rows", source.rejected.count)
            json.member("rows_without_time", source.rowsWithoutTime)
            json.endObject()
        }
        json.endArray()
        json.key("timings")
        json.beginArray()
        for timing in result.timings {
            json.beginObject()
            json.member("stage", timing.stage)
            json.key("seconds")
            json.value((timing.seconds * 1e6).rounded() / 1e6)
            json.endObject()
        }
        json.endArray()
        json.key("outputs")
        json.beginArray()
        for file in files {
            json.beginObject()
            json.member("path", file.path)
            json.member("bytes", file.bytes.count)
            json.member("sha256", Digest.hex(file.bytes))
            json.endObject()
        }
        json.endArray()
        json.endObject()
        return json.text + "\n"
    }

    /// `rejects.ndjson`: one line for each row set aside.
    static func rejects(_ result: ReportResult) -> OutputFile? {
        var lines = ""
        for source in result.sources {
            for row in source.rejected {
                var json = JSONWriter()
                json.beginObject()
                json.member("source", source.description.name)
                json.member("path", row.path)
                json.member("line", row.line)
                json.member("column", row.column)
                json.member("reason", row.reason)
                json.member("row", row.text)
                json.endObject()
                lines += json.text + "\n"
            }
        }
        return lines.isEmpty ? nil : OutputFile(path: "rejects.ndjson", text: lines)
    }
}
