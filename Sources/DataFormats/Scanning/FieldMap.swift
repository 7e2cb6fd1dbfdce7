import Columnar

/// The columns that a reader decodes for a scan, and where each wanted one is among them.
struct FieldMap {
    /// The wanted fields, a field that is wanted twice once; then those that are only checked.
    private(set) var fields: [Field] = []
    /// For each wanted field its place in `fields`.
    private(set) var places: [Int] = []

    init(_ specification: ScanSpecification) {
        for field in specification.fields { places.append(place(of: field)) }
        for field in specification.checkedFields { _ = place(of: field) }
    }

    private mutating func place(of field: Field) -> Int {
        let name = field.name.lowercased()
        if let known = fields.firstIndex(where: { $0.name.lowercased() == name && $0.type == field.type }) {
            return known
        }
        fields.append(field)
        return fields.count - 1
    }
}
