import Columnar
import HTTPTypes
import Hummingbird
import Jobs
import Observability
import Rendering
import Reports

/// The server's API: every operation with its documentation, and what answers it.
struct StatusAPI: Sendable {
    let settings: ServerSettings
    let desk: ServerDesk
    let board: StatusBoard
    let feed: RunFeed

    /// All operations, those of the original system first.
    var operations: [APIOperation] { original + jobs + runs + reports + service }

    static let jobParameter = APIParameter(
        name: "job_id", place: .path, schema: .string(), description: "The id of a job: the name of its report's file.")

    /// The job that a call names.
    ///
    /// - Throws: `Problem` 404.
    func job(_ call: Call) throws -> Job {
        let id = call.parameter("job_id")
        if let job = try desk.catalog().job(id) { return job }
        throw Problem(.notFound, "there is no such job; /api/v1/jobs lists them")
    }

    /// A route of every operation, which holds the request to what the operation says.
    var routes: [Route] {
        operations.map { operation in
            Route(operation.method, operation.path) { call in
                try APIRequestCheck.check(call, operation)
                return try await operation.handler(call)
            }
        }
    }

    /// The document that describes it.
    var document: String {
        OpenAPIDocument.text(operations, version: settings.version, needsTokenToRead: !settings.isLoopback)
    }
}
