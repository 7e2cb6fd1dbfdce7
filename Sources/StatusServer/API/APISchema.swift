import Diagnostics

/// What a JSON value looks like, in the part of JSON Schema 2020-12 that we need.
indirect enum APISchema: Hashable, Sendable {
    /// A text: of a format (`date-time`), of a pattern, or one of some words.
    case string(format: String? = nil, pattern: String? = nil, words: [String] = [])
    case integer(minimum: Int64? = nil, maximum: Int64? = nil)
    case number
    case boolean
    case null
    case array(APISchema)
    /// An object with these members; others only when `isOpen`.
    case object([APIProperty], isOpen: Bool = false)
    /// A schema of `APISchemas` by its name.
    case reference(String)
    /// One of several.
    case any([APISchema])
    /// Anything.
    case anything

    /// Writes the schema as JSON.
    func write(to writer: inout JSONWriter, description: String? = nil) {
        writer.beginObject()
        if let description {
            writer.key("description")
            writer.value(description)
        }
        switch self {
        case .string(let format, let pattern, let words):
            APISchema.member("type", "string", to: &writer)
            if let format { APISchema.member("format", format, to: &writer) }
            if let pattern { APISchema.member("pattern", pattern, to: &writer) }
            if !words.isEmpty {
                writer.key("enum")
                writer.beginArray()
                for word in words { writer.value(word) }
                writer.endArray()
            }
        case .integer(let minimum, let maximum):
            APISchema.member("type", "integer", to: &writer)
            for (name, bound) in [("minimum", minimum), ("maximum", maximum)] {
                guard let bound else { continue }
                writer.key(name)
                writer.value(bound)
            }
        case .number: APISchema.member("type", "number", to: &writer)
        case .boolean: APISchema.member("type", "boolean", to: &writer)
        case .null: APISchema.member("type", "null", to: &writer)
        case .array(let element):
            APISchema.member("type", "array", to: &writer)
            writer.key("items")
            element.write(to: &writer)
        case .object(let properties, let isOpen):
            APISchema.member("type", "object", to: &writer)
            writer.key("properties")
            writer.beginObject()
            for property in properties {
                writer.key(property.name)
                property.fullSchema.write(to: &writer, description: property.description)
            }
            writer.endObject()
            writer.key("required")
            writer.beginArray()
            for property in properties where property.isRequired { writer.value(property.name) }
            writer.endArray()
            writer.key("additionalProperties")
            writer.value(isOpen)
        case .reference(let name): APISchema.member("$ref", "#/components/schemas/\(name)", to: &writer)
        case .any(let schemas):
            writer.key("anyOf")
            writer.beginArray()
            for schema in schemas { schema.write(to: &writer) }
            writer.endArray()
        case .anything: break
        }
        writer.endObject()
    }

    private static func member(_ name: String, _ value: String, to writer: inout JSONWriter) {
        writer.key(name)
        writer.value(value)
    }

    /// A time as RFC 3339.
    static let time = APISchema.string(format: "date-time")
    /// A period's id.
    static let period = APISchema.string(pattern: "^[0-9]{4}(-W[0-9]{2}|-[0-9]{2}(-[0-9]{2}(T[0-9]{2})?)?)?$")
}

/// A member of an object.
struct APIProperty: Hashable, Sendable {
    var name: String
    /// What it looks like when it is there.
    var schema: APISchema
    var description: String
    /// Whether it is always there; else it may be missing, or null.
    var isRequired: Bool
    /// What it looks like, null included.
    var fullSchema: APISchema { isRequired ? schema : .any([schema, .null]) }

    init(_ name: String, _ schema: APISchema, _ description: String, isRequired: Bool = true) {
        self.name = name
        self.schema = schema
        self.description = description
        self.isRequired = isRequired
    }
}
