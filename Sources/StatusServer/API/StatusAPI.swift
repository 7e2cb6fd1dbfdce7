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
    /// - Throws: `Problem` 404, or 409 for one whose report cannot be read.
    func job(_ call: Call) throws -> Job {
        switch try entry(call) {
        case .job(let job): return job
        case .broken(let report):
            throw Problem(.conflict, "the job's report cannot be read, so that it does not run: \(report.problem)")
        }
    }

    /// A job, or what is left of one.
    enum Entry {
        case job(Job)
        case broken(BrokenJob)
    }

    /// The job that a call names, whether its report can be read or not.
    ///
    /// - Throws: `Problem` 404.
    func entry(_ call: Call) throws -> Entry {
        let id = call.parameter("job_id")
        let catalog = try desk.catalog()
        if let job = catalog.job(id) { return .job(job) }
        if let report = catalog.broken(id) { return .broken(report) }
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
