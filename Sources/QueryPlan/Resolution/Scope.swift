import Columnar
import Diagnostics

/// The columns that an expression can name, in the order of the input plan's schema.
struct Scope {
    struct Item: Hashable {
        /// The table's alias or name; nil for columns without one.
        var table: String?
        var name: String
        var type: DataType
        /// A side's own column of USING: it has a name only with its table's.
        var isQualifiedOnly = false
    }

    var items: [Item] = []
    /// Why there are no columns, where there are none.
    var noteWhenEmpty = "there is no FROM"
    /// What else is known of the tables' columns, for messages about a column that is not there.
    var notes: [String] = []

    init(_ schema: Schema, table: String?) {
        items = schema.fields.map { Item(table: table, name: $0.name, type: $0.type) }
        noteWhenEmpty = table.map { "'\($0)' has no columns" } ?? "the sub-query has no columns"
    }

    /// A place where no column can be named, such as LIMIT.
    init(without clause: String) { noteWhenEmpty = "\(clause) sees no columns" }

    init() {}

    var visibleNames: [String] { items.filter { !$0.isQualifiedOnly }.map(\.name) }

    /// The positions of the columns of that name: exact matches before those that differ in case.
    func positions(of name: String, table: String?) -> [Int] {
        let candidates = items.indices.filter { index in
            (table != nil || !items[index].isQualifiedOnly)
                && (table == nil || items[index].table?.lowercased() == table?.lowercased())
                && items[index].name.lowercased() == name.lowercased()
        }
        let exact = candidates.filter { items[$0].name == name }
        return exact.isEmpty ? candidates : exact
    }
}
