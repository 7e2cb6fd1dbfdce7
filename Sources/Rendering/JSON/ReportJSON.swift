import Columnar
import Diagnostics
import QueryPlan
import Reports

/// `report.json`: every value and table of a run, for machines.
enum ReportJSON {
    /// The file's text. Complexity: O(cells of all tables).
    static func text(_ result: ReportResult) -> String {
        var json = JSONWriter()
        json.beginObject()
        json.member("report", result.report)
        json.member("title", result.title)
        json.key("period")
        json.beginObject()
        json.member("id", result.period.id)
        json.member("from", TimestampText.rfc3339(microseconds: result.period.from))
        json.member("to", TimestampText.rfc3339(microseconds: result.period.to))
        json.endObject()
        if let page = result.page { json.page(page) }
        if let pages = result.pages {
            json.key("pages")
            json.beginArray()
            for page in pages.pages { json.value(page.path) }
            json.endArray()
        }
        json.key("params")
        json.beginObject()
        for parameter in result.parameters {
            json.key(parameter.name)
            json.scalar(parameter.value)
        }
        json.endObject()
        json.key("cells")
        json.beginObject()
        for cell in result.cells {
            json.key(cell.id)
            json.cell(cell)
        }
        json.endObject()
        json.key("asserts")
        json.beginArray()
        for assertion in result.asserts {
            json.beginObject()
            json.member("id", assertion.id)
            json.key("passed")
            json.value(assertion.passed)
            json.member("failing_rows", assertion.failingRows)
            json.endObject()
        }
        json.endArray()
        if !result.failures.isEmpty {
            json.key("failures")
            json.beginArray()
            for failure in result.failures {
                json.beginObject()
                json.member("cell", failure.id)
                json.member("id", failure.failure.diagnostic.id)
                json.member("message", failure.failure.diagnostic.message)
                json.endObject()
            }
            json.endArray()
        }
        json.endObject()
        return json.text + "\n"
    }
}

extension JSONWriter {
    /// Writes the member `page` of a page of a set: its path and its row.
    fileprivate mutating func page(_ page: ReportPages.Page) {
        key("page")
        beginObject()
        member("path", page.path)
        key("values")
        beginObject()
        for value in page.values {
            key(value.name)
            scalar(value.value)
        }
        endObject()
        endObject()
    }
}
