import Columnar
import QueryPlan

extension ExpressionProgram {
    /// The functions of regular expressions; see `ScalarFunction` for each. A pattern is compiled once for all batches.
    func patterns(
        _ index: Int, _ function: ScalarFunction, _ children: [Int], _ selection: Selection?
    ) throws(EvaluationError) -> Column {
        let arguments = try operands(children, selection)
        let out = makeColumn(index, scope: selection)
        combineValidity(arguments, into: out)
        if arguments.contains(where: \.isAllNull) { return out }
        let cache = patternCache(of: index)
        let text = arguments[0].access(StringView.self)
        let pattern = arguments[1].access(StringView.self)
        let validity = out.validity
        do throws(PatternFailure) {
            switch function {
            case .regexp_like:
                let values = out.booleans
                try forEachRow(rowCount, selection, validity: validity) { (row) throws(PatternFailure) in
                    let expression = try cache.expression(pattern.text(row))
                    values[row] = try expression.holds(text.text(row)) ? 1 : 0
                }
            case .regexp_count:
                let values = out.int64s
                try forEachRow(rowCount, selection, validity: validity) { (row) throws(PatternFailure) in
                    var count: Int64 = 0
                    try cache.expression(pattern.text(row)).forEachMatch(in: text.text(row)) { _ in count += 1 }
                    values[row] = count
                }
            case .regexp_instr:
                let values = out.int64s
                try forEachRow(rowCount, selection, validity: validity) { (row) throws(PatternFailure) in
                    let expression = try cache.expression(pattern.text(row))
                    let whole = text.text(row)
                    values[row] = 0
                    guard try expression.holds(whole), let range = expression.range(of: 0) else { return }
                    let before = UnsafeBufferPointer(rebasing: whole[..<range.lowerBound])
                    values[row] = Int64(UTF8Text.length(before)) + 1
                }
            case .regexp_extract, .regexp_substr:
                let groups = arguments.count > 2 ? arguments[2].access(Int64.self) : nil
                out.bytes = arguments[0].column.bytes
                try forEachRow(rowCount, selection, validity: validity) { (row) throws(PatternFailure) in
                    let group = function == .regexp_substr ? 0 : groups?[row] ?? 1
                    let range = try cache.expression(pattern.text(row)).extract(group, of: text.text(row))
                    if range.isEmpty && function == .regexp_substr { out.makeValidity()[row] = 0 }
                    out.strings[row] = StringView(
                        offset: text[row].offset &+ UInt32(truncatingIfNeeded: range.lowerBound),
                        length: UInt32(truncatingIfNeeded: range.count))
                }
            case .regexp_replace: try replace(index, arguments, cache, selection, into: out)
            default: throw PatternFailure.other(error(.unsupported, index))
            }
        } catch {
            switch error {
            case .fault(let fault): throw self.error(.invalidRegularExpression, index, text: fault.message)
            case .tooCostly: throw self.error(.patternTooCostly, index)
            case .argument(let text): throw self.error(.invalidArgument, index, text: text)
            case .other(let error): throw error
            }
        }
        return out
    }

    private func patternCache(of node: Int) -> PatternCache {
        if let cache = patternCaches[node] { return cache }
        let cache = PatternCache()
        patternCaches[node] = cache
        return cache
    }

    /// Every match from a 1-based position on; what stands before it is not looked at.
    private func replace(
        _ index: Int, _ arguments: [Operand], _ cache: PatternCache, _ selection: Selection?, into out: Column
    ) throws(PatternFailure) {
        let (text, pattern) = (arguments[0].access(StringView.self), arguments[1].access(StringView.self))
        let replacement = arguments[2].access(StringView.self)
        let starts = arguments.count > 3 ? arguments[3].access(Int64.self) : nil
        var writer = TextWriter(capacity: (selection?.count ?? rowCount) * 16)
        let views = out.strings
        try forEachRow(rowCount, selection, validity: out.validity) { (row) throws(PatternFailure) in
            let begin = writer.count
            let whole = text.text(row)
            let expression = try cache.expression(pattern.text(row))
            let start = starts?[row] ?? 1
            guard start > 0 else { throw .argument(String(start)) }
            let skipped = start == 1 ? 0 : UTF8Text.offset(ofScalar: Int(clamping: start - 1), in: whole)
            let rest = UnsafeBufferPointer(rebasing: whole[skipped...])
            var position = 0
            writer.append(UnsafeBufferPointer(rebasing: whole[..<skipped]))
            // Beyond the text's end Spark does not search at all, not even for the empty match there.
            if start == 1 || !rest.isEmpty {
                try expression.forEachMatch(in: rest) { (range) throws(PatternFailure) in
                    writer.append(UnsafeBufferPointer(rebasing: rest[position..<range.lowerBound]))
                    try cache.append(replacement.text(row), to: &writer, expression, in: rest)
                    // As for other texts: a mistaken replacement must not take the machine's memory.
                    guard writer.count - begin <= 1 << 28 else {
                        throw .other(self.error(.textTooLong, index))
                    }
                    position = range.upperBound
                }
            }
            writer.append(UnsafeBufferPointer(rebasing: rest[position...]))
            do throws(EvaluationError) {
                views[row] = try writer.view(from: begin, in: ScalarFunction.regexp_replace.rawValue)
            } catch {
                throw PatternFailure.other(error)
            }
        }
        out.bytes = writer.finish()
    }
}
