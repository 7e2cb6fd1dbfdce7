import HTTPTypes

/// All routes, and which of them a request means. The first that fits wins.
struct RouteTable: Sendable {
    let routes: [Route]

    enum Match: Sendable {
        case found(Route, [String: String])
        /// There is such a path, but not for this method.
        case otherMethods([HTTPRequest.Method])
        case none
    }

    /// The route of a request; `HEAD` goes to the route of `GET`. Complexity: O(routes).
    func match(_ method: HTTPRequest.Method, _ path: [String]) -> Match {
        let wanted = method == .head ? .get : method
        var others: [HTTPRequest.Method] = []
        for route in routes {
            guard let parameters = route.parameters(of: path) else { continue }
            if route.method == wanted { return .found(route, parameters) }
            others.append(route.method)
            if route.method == .get { others.append(.head) }
        }
        return others.isEmpty ? .none : .otherMethods(others)
    }
}
