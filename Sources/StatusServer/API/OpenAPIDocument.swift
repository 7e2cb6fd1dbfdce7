import Diagnostics
import HTTPTypes

/// The operations as an OpenAPI 3.1 document (https://spec.openapis.org/oas/v3.1.1).
enum OpenAPIDocument {
    /// The document's text.
    static func text(_ operations: [APIOperation], version: String, needsTokenToRead: Bool) -> String {
        var writer = JSONWriter(indented: true)
        writer.beginObject()
        member("openapi", "3.1.1", to: &writer)
        writer.key("info")
        writer.beginObject()
        member("title", "Trinity Reports", to: &writer)
        member("version", version, to: &writer)
        member(
            "description",
            "Jobs, their runs and the published reports of a workspace. Times are RFC 3339 in UTC; errors are RFC 9457 problems.",
            to: &writer)
        writer.key("license")
        writer.beginObject()
        member("name", "MIT", to: &writer)
        member("identifier", "MIT", to: &writer)
        writer.endObject()
        writer.endObject()
        writer.key("servers")
        writer.beginArray()
        writer.beginObject()
        member("url", "/", to: &writer)
        writer.endObject()
        writer.endArray()
        writer.key("paths")
        writer.beginObject()
        var paths: [String] = []
        for operation in operations where !paths.contains(operation.path) { paths.append(operation.path) }
        for path in paths {
            writer.key(path)
            writer.beginObject()
            for operation in operations where operation.path == path {
                writer.key(operation.method.rawValue.lowercased())
                write(operation, needsToken: operation.changes || needsTokenToRead, to: &writer)
            }
            writer.endObject()
        }
        writer.endObject()
        writeComponents(to: &writer)
        writer.endObject()
        return writer.text + "\n"
    }

    private static func write(_ operation: APIOperation, needsToken: Bool, to writer: inout JSONWriter) {
        writer.beginObject()
        member("operationId", operation.id, to: &writer)
        member("summary", operation.summary, to: &writer)
        writer.key("security")
        writer.beginArray()
        if needsToken {
            writer.beginObject()
            writer.key("token")
            writer.beginArray()
            writer.endArray()
            writer.endObject()
        }
        writer.endArray()
        if !operation.parameters.isEmpty {
            writer.key("parameters")
            writer.beginArray()
            for parameter in operation.parameters {
                writer.beginObject()
                member("name", parameter.name, to: &writer)
                member("in", parameter.place.rawValue, to: &writer)
                member("description", parameter.description, to: &writer)
                writer.key("required")
                writer.value(parameter.place == .path)
                writer.key("schema")
                parameter.schema.write(to: &writer)
                writer.endObject()
            }
            writer.endArray()
        }
        if let body = operation.body {
            writer.key("requestBody")
            writer.beginObject()
            writer.key("required")
            writer.value(false)
            content("application/json", body, to: &writer)
            writer.endObject()
        }
        writer.key("responses")
        writer.beginObject()
        for answer in operation.answers {
            writer.key(String(answer.status))
            writer.beginObject()
            member("description", answer.description, to: &writer)
            content(answer.type, answer.schema, to: &writer)
            writer.endObject()
        }
        for (status, meaning) in refusals(operation) {
            writer.key(String(status))
            writer.beginObject()
            member("description", meaning, to: &writer)
            content(Problem.contentType, .reference("Problem"), to: &writer)
            writer.endObject()
        }
        writer.endObject()
        writer.endObject()
    }

    /// What any request may get, and what this one may get besides.
    private static func refusals(_ operation: APIOperation) -> [(Int, String)] {
        var all: [(Int, String)] = [
            (400, "The request is malformed."), (401, "A token is needed, or the one given is not right."),
            (403, "No token is set, or the request comes from another site."),
            (405, "There is no such method here."), (413, "The body is too large."),
            (421, "The server is not known by that name."), (500, "A mistake in the server."),
        ]
        if operation.body != nil { all.append((415, "The body is not JSON.")) }
        all += operation.refusals.filter { own in !all.contains { $0.0 == own.status } }.map { ($0.status, $0.meaning) }
        return all.sorted { $0.0 < $1.0 }
    }

    private static func writeComponents(to writer: inout JSONWriter) {
        writer.key("components")
        writer.beginObject()
        writer.key("securitySchemes")
        writer.beginObject()
        writer.key("token")
        writer.beginObject()
        member("type", "http", to: &writer)
        member("scheme", "bearer", to: &writer)
        member("description", "The value of TRINITY_API_TOKEN in the server's environment.", to: &writer)
        writer.endObject()
        writer.endObject()
        writer.key("schemas")
        writer.beginObject()
        for (name, schema) in APISchemas.all {
            writer.key(name)
            schema.write(to: &writer)
        }
        writer.endObject()
        writer.endObject()
    }

    private static func content(_ type: String, _ schema: APISchema, to writer: inout JSONWriter) {
        writer.key("content")
        writer.beginObject()
        writer.key(type)
        writer.beginObject()
        writer.key("schema")
        schema.write(to: &writer)
        writer.endObject()
        writer.endObject()
    }

    private static func member(_ name: String, _ value: String, to writer: inout JSONWriter) {
        writer.key(name)
        writer.value(value)
    }
}
