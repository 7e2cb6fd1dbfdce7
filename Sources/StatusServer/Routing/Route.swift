import HTTPTypes
import Hummingbird

/// A kind of request, and what answers it.
struct Route: Sendable {
    let method: HTTPRequest.Method
    /// The path, with `{name}` for a segment that may be anything.
    let path: String
    let answer: @Sendable (Call) async throws -> Response
    private let segments: [Segment]

    private enum Segment: Sendable {
        case text(String)
        case parameter(String)
    }

    init(
        _ method: HTTPRequest.Method, _ path: String, answer: @escaping @Sendable (Call) async throws -> Response
    ) {
        self.method = method
        self.path = path
        self.answer = answer
        segments = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst().map { part in
            part.hasPrefix("{") ? .parameter(String(part.dropFirst().dropLast())) : .text(String(part))
        }
    }

    /// The parameters of a path that is this route's; nil when it is not.
    func parameters(of path: [String]) -> [String: String]? {
        guard path.count == segments.count else { return nil }
        var found: [String: String] = [:]
        for (segment, text) in zip(segments, path) {
            switch segment {
            case .text(let wanted): if text != wanted { return nil }
            case .parameter(let name):
                if text.isEmpty { return nil }
                found[name] = text
            }
        }
        return found
    }
}

/// A request on its way to what answers it.
struct Call: Sendable {
    let request: Request
    /// The parameters in its path.
    var parameters: [String: String] = [:]
    /// What its query says, in order.
    var query: [(name: String, value: String)] = []
    /// Its body, once it has been read.
    var body: [UInt8] = []

    /// A parameter of the path; the route sees to it that there is one.
    func parameter(_ name: String) -> String { parameters[name] ?? "" }

    /// The first value of a name in the query.
    func query(_ name: String) -> String? { query.first { $0.name == name }?.value }
}
