import QueryPlan

/// The functions of the SQL subset as `trinity query --functions` lists them.
enum FunctionReference {
    static var text: String {
        FunctionDescription.Category.allCases.map { category in
            let functions = FunctionCatalog.all.filter { $0.category == category }
            return category.rawValue.uppercased() + "\n"
                + functions.map { function in
                    let also = function.aliases.isEmpty ? "" : " Also: \(function.aliases.joined(separator: ", "))."
                    return "  \(function.signature)\n      \(function.summary)\(also)\n"
                }.joined()
        }.joined(separator: "\n")
    }
}
