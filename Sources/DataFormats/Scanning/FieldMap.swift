import Columnar

/// The columns that a reader decodes for a scan, and where each wanted one is among them.
struct FieldMap {
    /// The wanted fields, a field that is wanted twice once; then those that are only checked.
    private(set) var fields: [Field] = []
    /// For each wanted field its place in `fields`.
    private(set) var places: [Int] = []

    /// What makes fields one: the name in lower case and the type.
    private struct Key: Hashable {
        var name: String
        var type: DataType
    }

    /// Complexity: O(fields).
    init(_ specification: ScanSpecification) {
        var known: [Key: Int] = [:]
        for field in specification.fields { places.append(place(of: field, &known)) }
        for field in specification.checkedFields { _ = place(of: field, &known) }
    }

    private mutating func place(of field: Field, _ known: inout [Key: Int]) -> Int {
        let key = Key(name: field.name.lowercased(), type: field.type)
        if let place = known[key] { return place }
        known[key] = fields.count
        fields.append(field)
        return fields.count - 1
    }
}
