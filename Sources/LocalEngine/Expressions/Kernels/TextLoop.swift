import Columnar
import QueryPlan

/// The loops of text functions by what they make: numbers, pieces of their argument, new text.
struct TextLoop {
    let program: ExpressionProgram
    let index: Int
    let arguments: [Operand]
    let out: Column
    let selection: Selection?

    func text(_ argument: Int) -> Access<StringView> { arguments[argument].access(StringView.self) }

    func number(_ argument: Int) -> Access<Int64> { arguments[argument].access(Int64.self) }

    @inline(__always)
    func measure(_ transform: (UnsafeBufferPointer<UInt8>) -> Int64) {
        let input = text(0)
        let values = out.int64s
        forEachRow(program.rowCount, selection, validity: out.validity) { values[$0] = transform(input.text($0)) }
    }

    @inline(__always)
    func measure(_ transform: (UnsafeBufferPointer<UInt8>, UnsafeBufferPointer<UInt8>) -> Int64) {
        let (a, b) = (text(0), text(1))
        let values = out.int64s
        forEachRow(program.rowCount, selection, validity: out.validity) { row in
            values[row] = transform(a.text(row), b.text(row))
        }
    }

    /// The place of one argument in another, counted in characters from one; 0 when absent, and before the first place.
    func locate(search: Int, in whole: Int, from start: Int? = nil) {
        let (needle, haystack) = (text(search), text(whole))
        let starts = start.map(number)
        let validity = start.map { arguments[$0].validityAccess }
        let values = out.int64s
        forEachRow(program.rowCount, selection, validity: out.validity) { row in
            let text = haystack.text(row)
            var offset = 0
            if let starts, let validity {
                guard validity[row] != 0, starts[row] > 0 else {
                    values[row] = 0
                    return
                }
                let searched = needle.text(row)
                if searched.isEmpty {
                    values[row] = 1
                    return
                }
                offset = UTF8Text.offset(ofScalar: Int(starts[row] - 1), in: text)
            }
            let found = findBytes(needle.text(row), in: text, from: offset)
            values[row] = found.map { Int64(UTF8Text.length(UnsafeBufferPointer(rebasing: text[..<$0]))) + 1 } ?? 0
        }
    }

    func measureDistances() {
        let (a, b) = (text(0), text(1))
        let limits = arguments.count > 2 ? number(2) : nil
        let values = out.int64s
        var distance = EditDistance()
        forEachRow(program.rowCount, selection, validity: out.validity) { row in
            let result = Int64(distance.between(a.text(row), b.text(row)))
            values[row] = limits.map { result > $0[row] ? -1 : result } ?? result
        }
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

    /// Without spaces, or without any of the second argument's characters, at the chosen ends.
    func trim(start: Bool, end: Bool) {
        guard arguments.count > 1 else {
            return cut { text, _ in TextSearch.trim(text, start: start, end: end) }
        }
        let characters = text(1)
        var set = CharacterBag()
        cut { text, row in
            set.replace(with: characters.text(row))
            return set.trim(text, start: start, end: end)
        }
    }

    func cutBeforeDelimiter() {
        let delimiter = text(1)
        let count = number(2)
        cut { text, row in TextSearch.range(ofParts: Int(count[row]), of: text, delimiter: delimiter.text(row)) }
    }

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
                return TextSearch.range(from: position, length: length.map { Int($0[row]) }, in: text)
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

    /// Results that are new text, written row by row; false makes the row null.
    @inline(__always)
    func write(_ append: (Int, inout TextWriter) throws(EvaluationError) -> Bool) throws(EvaluationError) {
        var writer = TextWriter(capacity: (selection?.count ?? program.rowCount) * 16)
        let views = out.strings
        try forEachRow(program.rowCount, selection, validity: out.validity) { (row) throws(EvaluationError) in
            let start = writer.count
            if try append(row, &writer) {
                views[row] = try writer.view(from: start, in: program.nodes[index].label)
            } else {
                out.makeValidity()[row] = 0
                views[row] = StringView(offset: 0, length: 0)
            }
        }
        out.bytes = writer.finish()
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
                guard let search = texts[1]?.text(row) else { return }
                let replacement =
                    texts.count > 2
                    ? texts[2]?.text(row) ?? UnsafeBufferPointer(start: nil, count: 0)
                    : UnsafeBufferPointer(start: nil, count: 0)
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
    func checkLength(_ count: Int, _ length: Int) throws(EvaluationError) {
        let (total, overflow) = count.multipliedReportingOverflow(by: length)
        if overflow || total > 1 << 28 { throw program.error(.textTooLong, index) }
    }
}
