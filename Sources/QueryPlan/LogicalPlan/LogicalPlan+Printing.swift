import Columnar

extension LogicalPlan {
    /// The plan as an indented tree, one operator a line, inputs below; expressions read as SQL.
    public func formatted() -> String { lines(indent: 0).joined(separator: "\n") + "\n" }

    private func lines(indent: Int) -> [String] {
        [String(repeating: "  ", count: indent) + line] + inputs.flatMap { $0.lines(indent: indent + 1) }
    }

    /// This operator alone.
    package var line: String {
        switch self {
        case .scan(let source, let schema): return "Scan \(source) [\(schema.names.joined(separator: ", "))]"
        case .values(let rows, let schema): return "Values \(rows.count) rows [\(schema.names.joined(separator: ", "))]"
        case .filter(let predicate, _): return "Filter \(predicate.sql)"
        case .project(let columns, _):
            return "Project " + columns.map { named($0.value.sql, $0.name) }.joined(separator: ", ")
        case .aggregate(let keys, let aggregates, _):
            let by = keys.isEmpty ? "" : " by " + keys.map { named($0.value.sql, $0.name) }.joined(separator: ", ")
            return "Aggregate " + aggregates.map { named($0.value.sql, $0.name) }.joined(separator: ", ") + by
        case .window(let windows, _):
            return "Window " + windows.map { named($0.value.sql, $0.name) }.joined(separator: ", ")
        case .join(let kind, _, _, let keys, let condition):
            var text = keys.isEmpty && condition == nil && kind == .inner ? "Cross join" : kind.title
            if !keys.isEmpty {
                text += " on " + keys.map { "\($0.left.sql) = \($0.right.sql)" }.joined(separator: " AND ")
            }
            if let condition { text += " where \(condition.sql)" }
            return text
        case .sort(let keys, _): return "Sort " + keys.map(\.sql).joined(separator: ", ")
        case .limit(let count, let offset, _):
            return "Limit \(count.map(String.init) ?? "all")" + (offset > 0 ? " offset \(offset)" : "")
        case .distinct: return "Distinct"
        case .union(let inputs): return "Union of \(inputs.count)"
        case .shared(let plan): return "Shared \(plan.fingerprint)"
        }
    }

    private func named(_ text: String, _ name: String) -> String { text == name ? text : "\(text) AS \(name)" }

    /// Sixteen bytes in hexadecimal that stand for the plan: equal plans have equal ones, on every platform and in every run.
    ///
    /// FNV-1a with 128 bits (Fowler, Noll, Vo) over the plan's canonical text.
    public var fingerprint: String { Fingerprint.hex(of: canonical) }

    /// The positions of all columns that the operator's expressions name, in order: names alone may repeat.
    private var expressionColumns: [Int] {
        var found: [Int] = []
        func visit(_ expression: Expression) -> Expression {
            if case .column(let index, _, _) = expression { found.append(index) }
            for operand in expression.operands { _ = visit(operand) }
            return expression
        }
        _ = mappingExpressions(visit)
        return found
    }

    /// A text that tells any two different plans apart: types and lengths included.
    private var canonical: String {
        var text = line + "|" + expressionColumns.map { String($0) }.joined(separator: ",") + "|"
        for field in schema.fields { text += "\(field.name.utf8.count):\(field.name) \(field.type.name);" }
        if case .values(let rows, _) = self {
            for scalar in rows.joined() { text += Expression.literal(scalar, scalar.type).sql + ";" }
        }
        return text + "(" + inputs.map(\.canonical).joined(separator: ",") + ")"
    }
}

extension JoinKind {
    fileprivate var title: String {
        switch self {
        case .inner: "Inner join"
        case .left: "Left join"
        case .semi: "Semi join"
        case .anti: "Anti join"
        }
    }
}

/// FNV-1a with 128 bits.
package enum Fingerprint {
    /// The hash of a text's UTF-8 as 32 hexadecimal digits.
    package static func hex(of text: String) -> String {
        // Offset basis and prime of the 128-bit form.
        var hash: UInt128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d
        let prime: UInt128 = 0x0000_0000_0100_0000_0000_0000_0000_013b
        for byte in text.utf8 { hash = (hash ^ UInt128(byte)) &* prime }
        let digits = String(hash, radix: 16)
        return String(repeating: "0", count: 32 - digits.count) + digits
    }
}
