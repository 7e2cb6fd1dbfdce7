package import Columnar
package import QueryPlan

/// Expressions over one input, compiled once and evaluated batch by batch, a column at a time.
///
/// Equal sub-expressions, of all expressions together, are computed once a batch; sub-expressions of literals once at all.
/// Results keep the batch's row positions: with a selection, only selected rows of a result mean anything (the others are
/// zero or whatever a cheap kernel made of them, never null views to nowhere). Errors are raised only for selected rows, and
/// within an expression only for rows that SQL evaluates: a CASE branch sees the rows its condition chose, the right side of
/// AND and OR the rows the left side leaves open.
///
/// A class because it keeps scratch columns from batch to batch; it belongs to one worker at a time and is not sendable.
/// Results own their memory (or are input columns themselves), so they may outlive the program and the batch.
package final class ExpressionProgram {
    /// The columns every batch has, in order.
    let input: Schema
    /// The zone of calendar functions and of casts between text and timestamps.
    let zone: ZoneRules
    /// Every distinct sub-expression, children before parents.
    @exclusivity(unchecked) var nodes: [ExpressionNode] = []
    /// The node of each expression.
    @exclusivity(unchecked) private(set) var roots: [Int] = []
    /// The bytes of all text literals.
    let literalBytes = ByteBuffer(capacity: 256)
    var nodeOfExpression: [Expression: Int] = [:]
    /// The nodes that are predicates over one text column.
    @exclusivity(unchecked) var dictionaryPredicates: [Int: DictionaryPredicate] = [:]

    /// The compiled regular expressions of the nodes that have some.
    @exclusivity(unchecked) var patternCaches: [Int: PatternCache] = [:]

    // The current batch.
    @exclusivity(unchecked) var columns: [Column] = []
    @exclusivity(unchecked) var rowCount = 0
    @exclusivity(unchecked) private var cache: [CachedValue?] = []
    @exclusivity(unchecked) private var narrowed: [NarrowingKey: Selection] = [:]
    @exclusivity(unchecked) private var heldSelections: [Selection] = []
    /// Columns of earlier batches that nobody else refers to, for reuse by the same node.
    @exclusivity(unchecked) private var spares: [Column?] = []

    private struct CachedValue {
        var column: Column
        /// The rows it was computed for; nil for all.
        var selection: Selection?
    }

    private struct NarrowingKey: Hashable {
        var node: Int
        var selection: ObjectIdentifier?
    }

    /// Compiles `expressions`; their order is the order of results.
    ///
    /// - Throws: `EvaluationError` of kind `unsupported` for types or arguments that the resolver should have refused.
    package init(_ expressions: [Expression], input: Schema, zone: ZoneRules = .utc) throws(EvaluationError) {
        self.input = input
        self.zone = zone
        for expression in expressions { roots.append(try compile(expression)) }
        cache = Array(repeating: nil, count: nodes.count)
        spares = Array(repeating: nil, count: nodes.count)
    }

    /// Evaluates every expression over one batch; see `begin`, `value` and `select` for doing it piecewise.
    package func evaluate(
        _ columns: [Column], rowCount: Int, selection: Selection? = nil
    ) throws(EvaluationError) -> [Column] {
        begin(columns, rowCount: rowCount)
        var results: [Column] = []
        results.reserveCapacity(roots.count)
        for index in roots.indices { results.append(try value(index, on: selection)) }
        return results
    }

    /// Starts a batch: what was computed for the batch before is forgotten. `columns` has the input's types in order.
    package func begin(_ columns: [Column], rowCount: Int) {
        precondition(columns.count == input.count, "one column for each field")
        end()
        self.columns = columns
        self.rowCount = rowCount
    }

    /// Ends a batch: lets go of its columns and selections. `begin` does it too.
    package func end() {
        for node in cache.indices {
            guard let cached = cache[node] else { continue }
            cache[node] = nil
            spares[node] = cached.column
        }
        for node in spares.indices where spares[node] != nil {
            if !isKnownUniquelyReferenced(&spares[node]) {
                spares[node] = nil
            } else if let spare = spares[node], spare.type == .string {
                spare.bytes = nil
            }
        }
        columns = []
        narrowed = [:]
        heldSelections = []
    }

    /// The expression's values for the selected rows of the current batch.
    package func value(_ index: Int, on selection: Selection? = nil) throws(EvaluationError) -> Column {
        materialized(try operand(roots[index], selection))
    }

    /// The constant an expression is, as a one-row column; nil when it depends on the row or fails.
    package func constant(_ index: Int) -> Column? { nodes[roots[index]].literal }

    /// The selected rows for which a boolean expression is true; nil when that is all rows of the batch.
    ///
    /// The sides of an AND narrow one after the other. Asked again with the same selection it answers with the same object,
    /// so that whatever is computed for it is shared.
    package func select(_ index: Int, from selection: Selection? = nil) throws(EvaluationError) -> Selection? {
        try narrow(roots[index], selection)
    }

    private func narrow(_ node: Int, _ selection: Selection?) throws(EvaluationError) -> Selection? {
        let key = NarrowingKey(node: node, selection: selection.map(ObjectIdentifier.init))
        if let known = narrowed[key] { return known }
        let result: Selection?
        switch nodes[node].operation {
        case .and(let left, let right):
            result = try narrow(right, try narrow(left, selection))
        case .literal(let column) where !column.isNull(at: 0) && column.booleans[0] == 1:
            return selection
        default:
            let column = materialized(try operand(node, selection))
            if column.type == .null { return Selection(capacity: 0, narrowing: selection) }
            result = Selection.whereTrue(column, rowCount: rowCount, in: selection)
        }
        // The key is an address: both objects must stay alive as long as the key is known.
        if let selection { heldSelections.append(selection) }
        narrowed[key] = result
        return result
    }

    /// A node's values for `selection`, computed unless known.
    func operand(_ node: Int, _ selection: Selection?) throws(EvaluationError) -> Operand {
        switch nodes[node].operation {
        case .literal(let column): return Operand(column, isConstant: true)
        case .column(let index): return Operand(columns[index].loaded)
        default: break
        }
        let scope = nodes[node].isDense ? nil : selection
        if let cached = cache[node], cached.selection.map({ $0.covers(scope) }) ?? true {
            return Operand(cached.column)
        }
        let column: Column
        if rowCount == 0 || scope?.count == 0 {
            column = makeColumn(node, scope: Selection(capacity: 0))
        } else if let known = try evaluateByDictionary(node, scope) {
            column = known
        } else {
            column = try compute(node, scope)
        }
        cache[node] = CachedValue(column: column, selection: scope)
        return Operand(column)
    }

    /// A column for a node's results with `rowCount` rows, reused from an earlier batch where possible.
    ///
    /// With a selection the values start as zero, so that unselected rows never hold garbage.
    func makeColumn(_ node: Int, scope: Selection?) -> Column {
        let type = nodes[node].type
        let column: Column
        if node < spares.count, let spare = spares[node], spare.capacity >= rowCount {
            spares[node] = nil
            spare.removeAll()
            column = spare
        } else {
            column = Column(type: type, capacity: rowCount)
        }
        column.count = rowCount
        if scope != nil || type == .string {
            column.values.initializeMemory(as: UInt8.self, repeating: 0, count: rowCount * type.width)
        }
        return column
    }

    /// The operand as a column of `rowCount` rows.
    func materialized(_ operand: Operand) -> Column {
        guard operand.isConstant else { return operand.column }
        let source = operand.column
        let column = Column(type: source.type, capacity: rowCount, bytes: source.bytes)
        column.count = rowCount
        guard source.type != .null, rowCount > 0 else { return column }
        if source.isNull(at: 0) {
            column.makeValidity().initialize(repeating: 0, count: rowCount)
            column.values.initializeMemory(as: UInt8.self, repeating: 0, count: rowCount * source.type.width)
            return column
        }
        switch source.type {
        case .null: break
        case .boolean: column.booleans.initialize(repeating: source.booleans[0], count: rowCount)
        case .int64, .timestamp: column.int64s.initialize(repeating: source.int64s[0], count: rowCount)
        case .double: column.doubles.initialize(repeating: source.doubles[0], count: rowCount)
        case .decimal: column.decimals.initialize(repeating: source.decimals[0], count: rowCount)
        case .date: column.days.initialize(repeating: source.days[0], count: rowCount)
        case .string: column.strings.initialize(repeating: source.strings[0], count: rowCount)
        }
        return column
    }

    /// Sets a result's validity to the rows where all operands are valid; returns it, nil when that is every row.
    @discardableResult
    func combineValidity(_ operands: [Operand], into column: Column) -> UnsafeMutablePointer<UInt8>? {
        for operand in operands {
            if operand.isAllNull {
                let validity = column.makeValidity()
                validity.update(repeating: 0, count: rowCount)
                return validity
            }
            guard !operand.isConstant, let source = operand.column.validity else { continue }
            if let validity = column.validity {
                for row in 0..<rowCount { validity[row] &= source[row] }
            } else {
                column.makeValidity().update(from: source, count: rowCount)
            }
        }
        return column.validity
    }
}
