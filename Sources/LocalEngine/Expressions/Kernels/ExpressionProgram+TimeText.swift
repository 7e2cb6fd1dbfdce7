import Columnar
import QueryPlan

extension ExpressionProgram {
    /// `date_format`, and `to_timestamp` and `try_to_timestamp` with a pattern; a pattern is read once as long as it stays the same.
    func timeText(
        _ index: Int, _ function: ScalarFunction, _ children: [Int], _ selection: Selection?
    ) throws(EvaluationError) -> Column {
        let arguments = try operands(children, selection)
        let out = makeColumn(index, scope: selection)
        combineValidity(arguments, into: out)
        if arguments.contains(where: \.isAllNull) { return out }
        let patterns = arguments[1].access(StringView.self)
        var known: [UInt8]?
        func isKnown(_ row: Int) -> Bool {
            known?.withUnsafeBufferPointer { equalBytes($0, patterns.text(row)) } ?? false
        }
        func pattern(_ row: Int) throws(EvaluationError) -> TimePattern {
            known = Array(patterns.text(row))
            do throws(TimePattern.Fault) {
                return try TimePattern(patterns.text(row))
            } catch {
                throw self.error(.invalidTimePattern, index, text: error.message)
            }
        }
        if function == .date_format {
            let instants = arguments[0].access(Int64.self)
            var formatter: TimeFormatter?
            let loop = TextLoop(program: self, index: index, arguments: arguments, out: out, selection: selection)
            try loop.write { (row, writer) throws(EvaluationError) in
                if !isKnown(row) { formatter = TimeFormatter(try pattern(row), zone: zone) }
                formatter?.append(instants[row], to: &writer)
                return true
            }
            return out
        }
        let texts = arguments[0].access(StringView.self)
        let values = out.int64s
        var reader: TimeReader?
        try forEachRow(rowCount, selection, validity: out.validity) { (row) throws(EvaluationError) in
            if !isKnown(row) { reader = TimeReader(try pattern(row), zone: zone) }
            if let instant = reader?.instant(texts.text(row)) {
                values[row] = instant
            } else if function == .try_to_timestamp {
                values[row] = 0
                out.makeValidity()[row] = 0
            } else {
                throw error(.castFailed, index, text: String(decoding: texts.text(row), as: UTF8.self))
            }
        }
        return out
    }
}
