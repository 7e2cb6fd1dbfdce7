/// A column's name and type. Every column may hold nulls.
public struct Field: Hashable, Sendable {
    /// The column's name; compared without regard to case when looked up, kept as written.
    public var name: String
    /// The column's type.
    public var type: DataType

    /// A named, typed column.
    public init(_ name: String, _ type: DataType) {
        self.name = name
        self.type = type
    }
}

/// The ordered columns of a table or plan.
public struct Schema: Hashable, Sendable {
    /// The columns in order. Names of a query's result may repeat; names of a source may not.
    public var fields: [Field]

    /// A schema of `fields` in order.
    public init(_ fields: [Field]) { self.fields = fields }

    /// The number of columns.
    public var count: Int { fields.count }

    /// The first column of that name: an exact match before one that differs in case. Complexity: O(columns).
    public func index(of name: String) -> Int? {
        fields.firstIndex { $0.name == name }
            ?? fields.firstIndex { $0.name.lowercased() == name.lowercased() }
    }

    /// The column names in order.
    public var names: [String] { fields.map(\.name) }
}
