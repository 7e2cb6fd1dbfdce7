import Columnar
import QueryPlan

/// A predicate over one text column of a program's input, evaluated once for each text of a column's dictionary.
///
/// A class because it keeps what it has found out from batch to batch; it belongs to one program.
final class DictionaryPredicate {
    /// The text column's place in the input.
    let column: Int
    private let expression: Expression
    private var program: ExpressionProgram?
    private var dictionary: Column?
    /// For each text, and behind them for null: 0 for false, 1 for true, 2 for null.
    private var truths: [UInt8] = []

    /// Nil for an expression over several columns, or of another type than text.
    init?(_ expression: Expression, input: Schema) {
        let columns = expression.columns
        guard columns.count == 1, let column = columns.first, input.fields[column].type == .string else { return nil }
        if case .column = expression { return nil }
        self.column = column
        self.expression = expression
    }

    /// Whether it pays to look at each text of a dictionary for some rows.
    func pays(_ dictionary: Column, rowCount: Int) -> Bool {
        self.dictionary === dictionary || dictionary.count <= rowCount
    }

    /// What the predicate comes to for each text of a dictionary, and behind them for null; see `truths`.
    func truths(of dictionary: Column, input: Schema, zone: ZoneRules) throws(EvaluationError) -> [UInt8] {
        if self.dictionary === dictionary { return truths }
        let count = dictionary.count
        let texts = Column(type: .string, capacity: count + 1, bytes: dictionary.bytes)
        texts.strings.update(from: dictionary.strings, count: count)
        texts.strings[count] = StringView(offset: 0, length: 0)
        texts.makeValidity()[count] = 0
        texts.count = count + 1
        if program == nil { program = try ExpressionProgram([expression], input: input, zone: zone) }
        guard let program else { return [] }
        program.begin(
            input.fields.indices.map { $0 == column ? texts : Column.unread }, rowCount: count + 1)
        defer { program.end() }
        let result = try program.value(0)
        truths = (0...count).map { row in result.isNull(at: row) ? 2 : result.booleans[row] }
        self.dictionary = dictionary
        return truths
    }
}

extension ExpressionProgram {
    /// A predicate's values for all rows by way of its column's dictionary; nil when it has none, or it is as quick without.
    func evaluateByDictionary(_ node: Int, _ scope: Selection?) throws(EvaluationError) -> Column? {
        guard let predicate = dictionaryPredicates[node] else { return nil }
        let source = columns[predicate.column].loaded
        guard let dictionary = source.dictionary, let codes = source.codes,
            predicate.pays(dictionary, rowCount: rowCount)
        else { return nil }
        let truths = try predicate.truths(of: dictionary, input: input, zone: zone)
        let column = makeColumn(node, scope: scope)
        let values = column.booleans
        let isPlain = source.validity == nil && !truths.contains(2)
        truths.withUnsafeBufferPointer { truths in
            if isPlain {
                for row in 0..<rowCount { values[row] = truths[Int(codes[row])] }
                return
            }
            let validity = column.makeValidity()
            let isThere = source.validity
            let null = dictionary.count
            for row in 0..<rowCount {
                let truth = truths[isThere.map { $0[row] == 0 } ?? false ? null : Int(codes[row])]
                values[row] = truth & 1
                validity[row] = truth == 2 ? 0 : 1
            }
        }
        return column
    }
}
