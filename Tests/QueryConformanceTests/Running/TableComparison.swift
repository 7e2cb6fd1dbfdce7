import Columnar

/// Compares an engine's table with the expected one.
struct TableComparison {
    /// How far doubles may be from each other, as a part of the larger one.
    static let tolerance = 1e-9

    /// Whether rows must come in the expected order.
    let isOrdered: Bool

    /// Where the two differ, in words; nil when they do not. Complexity: O(rows · log rows).
    func difference(_ expected: CaseTable, _ actual: Table) -> String? {
        let columns = expected.schema.fields.map { "\($0.name) \($0.type.name)" }
        let found = actual.schema.fields.map { "\($0.name) \($0.type.name)" }
        if columns != found {
            return "the columns are \(found.joined(separator: ", ")), not \(columns.joined(separator: ", "))"
        }
        let wanted = isOrdered ? expected.rows : sorted(expected.rows)
        let rows = isOrdered ? actual.rows : sorted(actual.rows)
        if wanted.count != rows.count {
            return "there are \(rows.count) rows, not \(wanted.count): \(TableComparison.text(rows))"
        }
        for (row, other) in zip(wanted, rows) where !zip(row, other).allSatisfy(TableComparison.areEqual) {
            return "a row is \(TableComparison.text([other])), not \(TableComparison.text([row]))"
        }
        return nil
    }

    /// Whether two values are the same: doubles within the tolerance, signs of zero included; all else exactly.
    static func areEqual(_ expected: Scalar, _ actual: Scalar) -> Bool {
        guard case .double(let a) = expected, case .double(let b) = actual, a != 0 || b != 0 else {
            return expected == actual
        }
        return expected == actual || (abs(a - b) <= tolerance * max(abs(a), abs(b)) && a.isFinite && b.isFinite)
    }

    /// Rows as they are written in a case.
    static func text(_ rows: [[Scalar]]) -> String {
        let shown = rows.prefix(20).map { $0.map(CaseValue.text).joined(separator: " | ") }
        return shown.joined(separator: "\n") + (rows.count > 20 ? "\n…" : "")
    }

    private func sorted(_ rows: [[Scalar]]) -> [[Scalar]] {
        rows.map { (key: $0.map(sortText), row: $0) }
            .sorted { $0.key.lexicographicallyPrecedes($1.key) }
            .map(\.row)
    }

    /// Doubles that differ by less than the tolerance nearly always have one text here.
    private func sortText(_ scalar: Scalar) -> String {
        guard case .double(let value) = scalar, value.isFinite, value != 0 else { return CaseValue.text(scalar) }
        return "\(value.sign) \(value.exponent) \((value.significand * 1e5).rounded())"
    }
}
