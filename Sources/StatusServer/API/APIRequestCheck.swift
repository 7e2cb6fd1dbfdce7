import HTTPTypes

/// Holds a request to what its operation says that it takes.
enum APIRequestCheck {
    /// - Throws: `Problem` with what is wrong.
    static func check(_ call: Call, _ operation: APIOperation) throws {
        let known = operation.parameters.filter { $0.place == .query }
        for (name, value) in call.query {
            guard let parameter = known.first(where: { $0.name == name }) else {
                let names = known.map { "'\($0.name)'" }.joined(separator: ", ")
                throw Problem(
                    .badRequest,
                    "there is no such query parameter; \(names.isEmpty ? "there are none" : "there are \(names)")")
            }
            if call.query.count(where: { $0.name == name }) > 1 {
                throw Problem(.badRequest, "the query parameter '\(name)' is given more than once")
            }
            try check(value, parameter)
        }
        for parameter in operation.parameters where parameter.place == .path {
            try check(call.parameter(parameter.name), parameter)
        }
    }

    private static func check(_ value: String, _ parameter: APIParameter) throws {
        switch parameter.schema {
        case .integer(let minimum, let maximum):
            let number = Int64(value).flatMap { value.utf8.first == UInt8(ascii: "+") ? nil : $0 }
            guard let number, number >= minimum ?? .min, number <= maximum ?? .max else {
                var range = minimum.map { " from \($0)" } ?? ""
                if let maximum, maximum < Int64.max { range += " to \(maximum)" }
                throw Problem(.badRequest, "'\(parameter.name)' is a whole number\(range)")
            }
        case .string(_, _, let words) where !words.isEmpty:
            guard words.contains(value) else {
                throw Problem(.badRequest, "'\(parameter.name)' is one of \(words.joined(separator: ", "))")
            }
        default: break
        }
    }
}
