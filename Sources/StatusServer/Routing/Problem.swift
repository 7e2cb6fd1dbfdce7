import Diagnostics
import HTTPTypes

/// Why a request is not answered as asked, as RFC 9457 has it.
struct Problem: Error, Sendable {
    static let contentType = "application/problem+json"

    /// The answer's status.
    var status: HTTPResponse.Status
    /// What is wrong with this request, and what to do; it quotes nothing of it but names.
    var detail: String
    /// Further fields of the answer.
    var headers: HTTPFields = [:]

    init(_ status: HTTPResponse.Status, _ detail: String) {
        self.status = status
        self.detail = detail
    }

    /// The answer's body.
    var json: String {
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("type")
        writer.value("about:blank")
        writer.key("title")
        writer.value(title)
        writer.key("status")
        writer.value(status.code)
        writer.key("detail")
        writer.value(detail)
        writer.endObject()
        return writer.text + "\n"
    }

    /// The status in words.
    var title: String { status.reasonPhrase.isEmpty ? "Error" : status.reasonPhrase }
}
