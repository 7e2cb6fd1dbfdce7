import Diagnostics
import Foundation
import QueryPlan
import Reports

/// `manifest.json`: what went in, how it ran and what came out; the only file that differs from run to run.
enum Manifest {
    /// The file's text from what went in and how it ran, and the files that came out.
    static func text(head: String, files: [ListedFile]) -> String {
        var json = JSONWriter(indented: true)
        json.beginObject()
        json.key(outputs)
        json.beginArray()
        for file in files { json.file(file) }
        json.endArray()
        json.endObject()
        // The rest of the object that `head` has begun.
        return head + "," + json.text.dropFirst() + "\n"
    }

    private static let outputs = "outputs"

    /// What stands before the list of files in a manifest's text; nil when it is none of ours. Strings hold no newline in JSON, so no value
    /// can look like the list.
    static func head(ofText text: String) -> String? {
        text.range(of: ",\n  \"\(outputs)\": [", options: .backwards).map { String(text[..<$0.lowerBound]) }
    }

    /// The files that a manifest lists, in order; nil when it cannot be read.
    static func files(of bytes: [UInt8]) -> [ListedFile]? {
        struct Outputs: Decodable {
            var outputs: [ListedFile]
        }
        return try? JSONDecoder().decode(Outputs.self, from: Data(bytes)).outputs
    }

    /// The start of the file's text: what went in and how it ran. The object is left open.
    static func head(_ result: ReportResult, version: String) -> String {
        var json = JSONWriter(indented: true)
        json.beginObject()
        json.member("report", result.report)
        json.member("period", result.period.id)
        json.member("trinity", version)
        json.member("engine", result.engine)
        if let notice = result.notice { json.member("notice", notice) }
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
        return json.text
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

extension JSONWriter {
    /// Writes a listed file as `{"path","bytes","sha256"}`.
    mutating func file(_ file: ListedFile) {
        beginObject()
        member("path", file.path)
        member("bytes", file.bytes)
        member("sha256", file.sha256)
        endObject()
    }
}
