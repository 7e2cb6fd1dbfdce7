import Foundation

@testable import StatusServer

extension APISchema {
    /// Where a JSON value is not as the schema says; nil when it is.
    func problem(with value: Any, at path: String = "$") -> String? {
        switch self {
        case .string(let format, let pattern, let words):
            guard let text = value as? String else { return "\(path) is no string" }
            if !words.isEmpty, !words.contains(text) { return "\(path) is '\(text)'" }
            if format == "date-time",
                text.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/) == nil
            {
                return "\(path) is no time: \(text)"
            }
            if let pattern, text.range(of: pattern, options: .regularExpression) == nil {
                return "\(path) is '\(text)'"
            }
        case .integer(let minimum, let maximum):
            guard let number = value as? NSNumber, !APISchema.isTruth(number),
                number.doubleValue.rounded() == number.doubleValue
            else { return "\(path) is no integer" }
            if number.int64Value < minimum ?? .min || number.int64Value > maximum ?? .max {
                return "\(path) is \(number)"
            }
        case .number:
            guard let number = value as? NSNumber, !APISchema.isTruth(number) else { return "\(path) is no number" }
        case .boolean:
            guard let number = value as? NSNumber, APISchema.isTruth(number) else { return "\(path) is no boolean" }
        case .null: if !(value is NSNull) { return "\(path) is not null" }
        case .array(let element):
            guard let values = value as? [Any] else { return "\(path) is no array" }
            for (index, value) in values.enumerated() {
                if let problem = element.problem(with: value, at: "\(path)[\(index)]") { return problem }
            }
        case .object(let properties, let isOpen):
            guard let object = value as? [String: Any] else { return "\(path) is no object" }
            for property in properties {
                guard let member = object[property.name] else {
                    if property.isRequired { return "\(path).\(property.name) is missing" }
                    continue
                }
                if let problem = property.fullSchema.problem(with: member, at: "\(path).\(property.name)") {
                    return problem
                }
            }
            if !isOpen, let other = object.keys.first(where: { key in !properties.contains { $0.name == key } }) {
                return "\(path).\(other) is not in the schema"
            }
        case .reference(let name):
            guard let schema = APISchemas.all.first(where: { $0.name == name })?.schema else {
                return "no schema \(name)"
            }
            return schema.problem(with: value, at: path)
        case .any(let schemas):
            let problems = schemas.map { $0.problem(with: value, at: path) }
            if !problems.contains(nil) { return problems.compactMap { $0 }.joined(separator: " and ") }
        case .anything: break
        }
        return nil
    }

    private static func isTruth(_ number: NSNumber) -> Bool { String(cString: number.objCType) == "c" }
}
