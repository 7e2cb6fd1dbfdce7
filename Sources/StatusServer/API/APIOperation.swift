import HTTPTypes
import Hummingbird

/// A route of the API with everything that its documentation says; what it says is also what is enforced.
struct APIOperation: Sendable {
    /// Names it in generated clients.
    var id: String
    var method: HTTPRequest.Method
    var path: String
    var summary: String
    /// What it takes in its path and its query; anything else in a query is refused.
    var parameters: [APIParameter] = []
    /// What its body may be; nil when it takes none.
    var body: APISchema?
    /// Its answer when all goes well.
    var answers: [APIAnswer]
    /// Statuses that it gives besides those that any request may get.
    var refusals: [(status: Int, meaning: String)] = []
    /// What answers it.
    var handler: @Sendable (Call) async throws -> Response

    /// Whether it asks for a change.
    var changes: Bool { method != .get }
}

/// Something that an operation takes in its path or its query.
struct APIParameter: Sendable {
    enum Place: String, Sendable { case path, query, header }

    var name: String
    var place: Place
    var schema: APISchema
    var description: String
}

/// An answer.
struct APIAnswer: Sendable {
    var status: Int
    var description: String
    /// `application/json` unless it says otherwise.
    var type = "application/json"
    var schema: APISchema
}
