import Columnar
import DataFormats
import QueryPlan

/// Tells which row groups of a source's files a pass may leave out, because the files' statistics say that none of their rows is wanted.
///
/// A row group is left out when some filter of every pipeline cannot be true for any of its rows. Whatever statistics do not tell counts as
/// "maybe".
struct RowGroupPruning {
    let source: OpenSource
    /// The columns that are read of the source, which the pipelines' first stages are over.
    let schema: Schema

    /// For each file by its place, whether its row groups are needed; files of which all are needed, and those that cannot be read, are
    /// left out.
    ///
    /// The number of rows without a time must be known of a row group that is left out. Complexity: O(row groups × filters).
    func neededGroups(_ pipelines: [[Expression]], among files: [Bool]) -> [Int: [Bool]] {
        guard source.format == .parquet, pipelines.allSatisfy({ !$0.isEmpty }) else { return [:] }
        let time = source.declaration.timeColumn.flatMap { schema.index(of: $0) }
        var needed: [Int: [Bool]] = [:]
        for (file, isNeeded) in files.enumerated() where isNeeded && source.files[file].bytes > 0 {
            guard let metadata = try? source.files[file].parquetMetadata() else { continue }
            var groups = [Bool](repeating: true, count: metadata.rowGroups.count)
            for index in groups.indices {
                let bounds = RowBounds(
                    metadata: metadata, rowGroup: index, schema: schema, zone: source.declaration.zone,
                    folders: source.partitions)
                if let time, source.partitions.index(of: schema.fields[time].name) == nil, bounds[time]?.nulls == nil {
                    continue
                }
                groups[index] = pipelines.contains { predicates in predicates.allSatisfy { bounds.mayBeTrue($0) } }
            }
            if groups.contains(false) { needed[file] = groups }
        }
        return needed
    }
}

/// What is known of some rows' columns, and what filters come to over them.
private struct RowBounds {
    let metadata: ParquetMetadata
    let rowGroup: Int
    let schema: Schema
    let zone: ZoneRules
    let folders: PartitionColumns

    /// The bounds of a column; nil when nothing is known.
    subscript(column: Int) -> ColumnBounds? {
        let field = schema.fields[column]
        if folders.index(of: field.name) != nil { return nil }
        return metadata.bounds(of: field, rowGroup: rowGroup, zone: zone)
    }

    /// False only when the filter is false or null in every row.
    func mayBeTrue(_ filter: Expression) -> Bool {
        switch filter {
        case .literal(let value, .boolean): return value == .boolean(true)
        case .binary(.and, let left, let right): return mayBeTrue(left) && mayBeTrue(right)
        case .binary(.or, let left, let right): return mayBeTrue(left) || mayBeTrue(right)
        case .binary(let op, .column(let index, _, _), .literal(let value, _)):
            return self[index].map { mayCompare($0, op, value) } ?? true
        case .binary(let op, .literal(let value, _), .column(let index, _, _)):
            return self[index].map { mayCompare($0, op.mirrored, value) } ?? true
        case .inList(.column(let index, _, _), let elements):
            guard let bounds = self[index] else { return true }
            return elements.contains { element in
                guard case .literal(let value, _) = element else { return true }
                return mayCompare(bounds, .equal, value)
            }
        case .isNull(.column(let index, _, _)): return self[index]?.nulls != 0
        case .unary(.not, .isNull(.column(let index, _, _))):
            return self[index].map { $0.nulls != $0.rows } ?? true
        default: return true
        }
    }

    /// False only when `column op value` is true in no row.
    private func mayCompare(_ column: ColumnBounds, _ op: BinaryOperator, _ value: Scalar) -> Bool {
        guard op.isComparison else { return true }
        if value.isNull || column.nulls == column.rows { return false }
        let isDouble = if case .double = value { true } else { false }
        if isDouble, value.asDouble?.isNaN ?? true { return true }
        let low = column.smallest.flatMap { RowBounds.order($0, value) }
        let high = column.largest.flatMap { RowBounds.order($0, value) }
        switch op {
        case .equal: return (low ?? 0) <= 0 && (high ?? 0) >= 0
        case .less: return (low ?? -1) < 0
        case .lessOrEqual: return (low ?? -1) <= 0
        // NaN is greater than all other doubles, and statistics do not tell of it.
        case .greater: return isDouble || (high ?? 1) > 0
        case .greaterOrEqual: return isDouble || (high ?? 1) >= 0
        default: return true
        }
    }

    /// -1, 0 or 1 as a value comes before, with or behind another one of its type; nil when that is not known.
    private static func order(_ left: Scalar, _ right: Scalar) -> Int? {
        func compare<Value: Comparable>(_ left: Value, _ right: Value) -> Int {
            left < right ? -1 : left == right ? 0 : 1
        }
        switch (left, right) {
        case (.int64(let a), .int64(let b)), (.timestamp(let a), .timestamp(let b)): return compare(a, b)
        case (.date(let a), .date(let b)): return compare(a, b)
        case (.double(let a), .double(let b)): return compare(a, b)
        case (.decimal(let a), .decimal(let b)) where a.scale == b.scale: return compare(a.unscaled, b.unscaled)
        case (.string(let a), .string(let b)):
            if a.utf8.elementsEqual(b.utf8) { return 0 }
            return a.utf8.lexicographicallyPrecedes(b.utf8) ? -1 : 1
        default: return nil
        }
    }
}

extension BinaryOperator {
    /// The comparisons whose truth bounds can rule out.
    fileprivate var isComparison: Bool {
        switch self {
        case .equal, .less, .lessOrEqual, .greater, .greaterOrEqual: true
        default: false
        }
    }

    /// The operator that says the same with its operands the other way round.
    fileprivate var mirrored: BinaryOperator {
        switch self {
        case .less: .greater
        case .lessOrEqual: .greaterOrEqual
        case .greater: .less
        case .greaterOrEqual: .lessOrEqual
        default: self
        }
    }
}
