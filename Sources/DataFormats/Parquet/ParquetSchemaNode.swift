/// A field of a Parquet file's schema: a leaf, which has a column of values, or a group of fields.
package struct ParquetSchemaNode: Hashable, Sendable {
    /// The field's name.
    package var name: String
    /// Whether the field may be absent or repeated.
    package var repetition: ParquetRepetition
    /// The layout of a leaf's values; nil for a group.
    package var physical: ParquetPhysicalType?
    /// The bytes of a fixed-length value.
    package var length = 0
    /// What the values mean; nil when only the physical type tells.
    package var logical: ParquetLogicalType?
    /// The fields of a group.
    package var children: [ParquetSchemaNode] = []
    /// The first leaf's place among all leaves of the file.
    package var leaf = 0
    /// The definition level of a value that is there, at this depth.
    package var definition = 0
    /// The repetition level of a value at this depth.
    package var repeated = 0

    /// True for a column of at most one plain value a row.
    var isFlat: Bool { physical != nil && repetition != .repeated && definition <= 1 }

    /// All leaves, in order.
    var leaves: [ParquetSchemaNode] { physical == nil ? children.flatMap(\.leaves) : [self] }

    /// The number of leaves.
    var leafCount: Int { physical == nil ? children.reduce(0) { $0 + $1.leafCount } : 1 }

    /// The type for people, as `list<struct<a: INT32, b: STRING>>`.
    package var typeText: String {
        let inner = bareTypeText
        return repetition == .repeated ? "list<\(inner)>" : inner
    }

    private var bareTypeText: String {
        guard let physical else {
            if logical == .list, let element = listElement { return "list<\(element.typeText)>" }
            if logical == .map, let pair = children.first, pair.children.count == 2 {
                return "map<\(pair.children[0].typeText), \(pair.children[1].typeText)>"
            }
            return "struct<" + children.map { "\($0.name): \($0.typeText)" }.joined(separator: ", ") + ">"
        }
        let name = physical == .fixedLengthByteArray ? "\(physical.name)(\(length))" : physical.name
        return logical.map { "\($0) as \(name)" } ?? name
    }

    /// The element of a list in the three-level form, or of one of the two-level forms of old writers (LogicalTypes.md, "Lists").
    var listElement: ParquetSchemaNode? {
        guard children.count == 1, let middle = children.first, middle.repetition == .repeated else { return nil }
        if middle.physical == nil, middle.children.count == 1, middle.name != "array", middle.name != name + "_tuple" {
            return middle.children[0]
        }
        var element = middle
        element.repetition = .required
        return element
    }
}

extension ParquetLogicalType: CustomStringConvertible {
    /// The format's own words.
    package var description: String {
        switch self {
        case .string: "STRING"
        case .map: "MAP"
        case .list: "LIST"
        case .enum: "ENUM"
        case .decimal(let precision, let scale): "DECIMAL(\(precision), \(scale))"
        case .date: "DATE"
        case .time(let unit, let isAdjusted): "TIME(\(unit), \(isAdjusted ? "UTC" : "local"))"
        case .timestamp(let unit, let isAdjusted): "TIMESTAMP(\(unit), \(isAdjusted ? "UTC" : "local"))"
        case .integer(let bits, let isSigned): "\(isSigned ? "INT" : "UINT")\(bits)"
        case .unknown: "UNKNOWN"
        case .json: "JSON"
        case .bson: "BSON"
        case .uuid: "UUID"
        case .float16: "FLOAT16"
        case .other(let number): "logical type \(number)"
        }
    }
}
