import Columnar
import QueryPlan

extension ExpressionProgram {
    /// `x LIKE pattern` with a literal pattern.
    func like(
        _ index: Int, _ child: Int, _ pattern: LikePattern, _ selection: Selection?
    ) throws(EvaluationError) -> Column {
        let value = try operand(child, selection)
        let out = makeColumn(index, scope: selection)
        combineValidity([value], into: out)
        let text = value.access(StringView.self)
        let values = out.booleans
        forEachRow(rowCount, selection, validity: out.validity) { values[$0] = pattern.matches(text.text($0)) ? 1 : 0 }
        return out
    }

    /// `x LIKE pattern` with a pattern of its own in each row; equal neighbours are compiled once.
    func likeDynamic(
        _ index: Int, _ child: Int, pattern: Int, _ selection: Selection?
    ) throws(EvaluationError) -> Column {
        let arguments = try operands([child, pattern], selection)
        let out = makeColumn(index, scope: selection)
        combineValidity(arguments, into: out)
        let text = arguments[0].access(StringView.self)
        let shape = arguments[1].access(StringView.self)
        var last: [UInt8] = []
        var compiled: LikePattern?
        try forEachRow(rowCount, selection, validity: out.validity) { (row) throws(EvaluationError) in
            let bytes = shape.text(row)
            if compiled == nil || !last.withUnsafeBufferPointer({ equalBytes($0, bytes) }) {
                last = Array(bytes)
                compiled = LikePattern(bytes)
            }
            guard let compiled else {
                throw error(.invalidPattern, index, text: String(decoding: bytes, as: UTF8.self))
            }
            out.booleans[row] = compiled.matches(text.text(row)) ? 1 : 0
        }
        return out
    }

    /// The text functions; see `ScalarFunction` for each.
    func text(
        _ index: Int, _ function: ScalarFunction, _ children: [Int], _ selection: Selection?
    ) throws(EvaluationError) -> Column {
        let arguments = try operands(children, selection)
        let out = makeColumn(index, scope: selection)
        combineValidity(function == .concat_ws ? [arguments[0]] : arguments, into: out)
        let loop = TextLoop(program: self, index: index, arguments: arguments, out: out, selection: selection)
        switch function {
        case .length: loop.measure { Int64(UTF8Text.length($0)) }
        case .starts_with: loop.test { TextSearch.hasPrefix($0, $1) }
        case .ends_with: loop.test { TextSearch.hasSuffix($0, $1) }
        case .contains: loop.test { findBytes($1, in: $0, from: 0) != nil }
        case .instr:
            let search = arguments[1].access(StringView.self)
            let text = arguments[0].access(StringView.self)
            forEachRow(rowCount, selection, validity: out.validity) { row in
                let whole = text.text(row)
                let found = findBytes(search.text(row), in: whole, from: 0)
                out.int64s[row] =
                    found.map { Int64(UTF8Text.length(UnsafeBufferPointer(rebasing: whole[..<$0]))) + 1 } ?? 0
            }
        case .trim: loop.cut { TextSearch.trim($0, start: true, end: true) }
        case .ltrim: loop.cut { TextSearch.trim($0, start: true, end: false) }
        case .rtrim: loop.cut { TextSearch.trim($0, start: false, end: true) }
        case .substring, .left, .right: loop.cutByNumbers(function)
        case .split_part: try loop.splitPart()
        default: try loop.build(function)
        }
        return out
    }
}

/// The loops of text functions by what they make: numbers, pieces of their argument, new text.
private struct TextLoop {
    let program: ExpressionProgram
    let index: Int
    let arguments: [Operand]
    let out: Column
    let selection: Selection?

    private func text(_ argument: Int) -> Access<StringView> { arguments[argument].access(StringView.self) }

    private func number(_ argument: Int) -> Access<Int64> { arguments[argument].access(Int64.self) }

    @inline(__always)
    func measure(_ transform: (UnsafeBufferPointer<UInt8>) -> Int64) {
        let input = text(0)
        let values = out.int64s
        forEachRow(program.rowCount, selection, validity: out.validity) { values[$0] = transform(input.text($0)) }
    }

    @inline(__always)
    func test(_ holds: (UnsafeBufferPointer<UInt8>, UnsafeBufferPointer<UInt8>) -> Bool) {
        let (a, b) = (text(0), text(1))
        let values = out.booleans
        forEachRow(program.rowCount, selection, validity: out.validity) { row in
            values[row] = holds(a.text(row), b.text(row)) ? 1 : 0
        }
    }

    /// Results that are pieces of the first argument share its bytes.
    @inline(__always)
    private func cut<Failure: Error>(
        _ piece: (UnsafeBufferPointer<UInt8>, Int) throws(Failure) -> Range<Int>
    ) throws(Failure) {
        let input = text(0)
        let views = out.strings
        out.bytes = arguments[0].column.bytes
        try forEachRow(program.rowCount, selection, validity: out.validity) { (row) throws(Failure) in
            let range = try piece(input.text(row), row)
            views[row] = StringView(
                offset: input[row].offset &+ UInt32(truncatingIfNeeded: range.lowerBound),
                length: UInt32(truncatingIfNeeded: range.count))
        }
    }

    @inline(__always)
    func cut(_ piece: (UnsafeBufferPointer<UInt8>) -> Range<Int>) {
        cut { text, _ in piece(text) }
    }

    /// Positions as in Spark: the end is counted from the start before that is clamped, so that
    /// `substring('abc', -5, 3)` is `a`.
    func cutByNumbers(_ function: ScalarFunction) {
        let first = number(1)
        let length = arguments.count > 2 ? number(2) : nil
        cut { text, row in
            let position = Int(clamping: first[row])
            switch function {
            case .left: return UTF8Text.range(0, position, in: text)
            case .right:
                if position <= 0 { return 0..<0 }
                let count = UTF8Text.length(text)
                return UTF8Text.range(max(0, count - min(position, count)), count, in: text)
            default:
                var start = max(position, 1) - 1
                if position < 0 {
                    let (sum, overflow) = UTF8Text.length(text).addingReportingOverflow(position)
                    start = overflow ? .min / 2 : sum
                }
                guard let length else { return UTF8Text.range(start, .max, in: text) }
                let (end, overflow) = start.addingReportingOverflow(Int(length[row]))
                return UTF8Text.range(start, overflow ? (length[row] > 0 ? .max : .min) : end, in: text)
            }
        }
    }

    func splitPart() throws(EvaluationError) {
        let delimiter = text(1)
        let part = number(2)
        try cut { (text, row) throws(EvaluationError) in
            guard part[row] != 0 else { throw program.error(.invalidArgument, index, text: "0") }
            return TextSearch.part(Int(part[row]), of: text, delimiter: delimiter.text(row))
        }
    }

    /// Results that are new text.
    func build(_ function: ScalarFunction) throws(EvaluationError) {
        var writer = TextWriter(capacity: (selection?.count ?? program.rowCount) * 16)
        let views = out.strings
        let texts = arguments.map { $0.column.type == .string ? $0.access(StringView.self) : nil }
        let validities = arguments.map(\.validityAccess)
        let input = text(0)
        let count = function == .repeat || function == .lpad || function == .rpad ? number(1) : nil
        try forEachRow(program.rowCount, selection, validity: out.validity) { (row) throws(EvaluationError) in
            let start = writer.count
            let value = input.text(row)
            switch function {
            case .upper: TextCase.append(value, upper: true, to: &writer)
            case .lower: TextCase.append(value, upper: false, to: &writer)
            case .concat:
                for text in texts { if let text { writer.append(text.text(row)) } }
            case .concat_ws:
                var isFirst = true
                for argument in 1..<texts.count where validities[argument][row] != 0 {
                    if !isFirst { writer.append(value) }
                    isFirst = false
                    if let text = texts[argument] { writer.append(text.text(row)) }
                }
            case .reverse: TextSearch.appendReversed(value, to: &writer)
            case .replace:
                guard let search = texts[1]?.text(row), let replacement = texts[2]?.text(row) else { return }
                try checkLength(value.count / max(search.count, 1), replacement.count)
                TextSearch.appendReplacing(value, search, replacement, to: &writer)
            case .repeat:
                guard let count, count[row] > 0 else { break }
                try checkLength(Int(count[row]), value.count)
                writer.reserve(Int(count[row]) * value.count)
                if !value.isEmpty { for _ in 0..<count[row] { writer.append(value) } }
            default:
                guard let count else { break }
                let wanted = Int(max(0, count[row]))
                let blank: [UInt8] = [0x20]
                try blank.withUnsafeBufferPointer { (blank) throws(EvaluationError) in
                    let pad = texts.count > 2 ? texts[2]?.text(row) ?? blank : blank
                    let length = UTF8Text.length(value)
                    let missing = pad.isEmpty ? 0 : max(0, wanted - length)
                    try checkLength(missing, 4)
                    if function == .rpad { writer.append(TextSearch.prefix(wanted, of: value)) }
                    let padding = UTF8Text.length(pad)
                    if missing > 0 {
                        for _ in 0..<missing / padding { writer.append(pad) }
                        writer.append(TextSearch.prefix(missing % padding, of: pad))
                    }
                    if function == .lpad { writer.append(TextSearch.prefix(wanted, of: value)) }
                }
            }
            views[row] = try writer.view(from: start, in: program.nodes[index].label)
        }
        out.bytes = writer.finish()
    }

    /// One text may not be longer than 256 MiB: a mistaken count must not take the machine's memory.
    private func checkLength(_ count: Int, _ length: Int) throws(EvaluationError) {
        let (total, overflow) = count.multipliedReportingOverflow(by: length)
        if overflow || total > 1 << 28 { throw program.error(.textTooLong, index) }
    }
}
