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
        combineValidity(
            function == .concat_ws ? [arguments[0]] : function == .locate ? Array(arguments[..<2]) : arguments,
            into: out)
        let loop = TextLoop(program: self, index: index, arguments: arguments, out: out, selection: selection)
        switch function {
        case .length: loop.measure { Int64(UTF8Text.length($0)) }
        case .starts_with: loop.test { TextSearch.hasPrefix($0, $1) }
        case .ends_with: loop.test { TextSearch.hasSuffix($0, $1) }
        case .contains: loop.test { findBytes($1, in: $0, from: 0) != nil }
        case .octet_length: loop.measure { Int64($0.count) }
        case .bit_length: loop.measure { Int64($0.count) * 8 }
        case .ascii: loop.measure { $0.isEmpty ? 0 : Int64(UTF8Text.scalar(at: 0, in: $0).value) }
        case .instr: loop.locate(search: 1, in: 0)
        case .locate: loop.locate(search: 0, in: 1, from: 2)
        case .find_in_set: loop.measure { Int64(TextSearch.place(of: $0, inSet: $1)) }
        case .levenshtein: loop.measureDistances()
        case .crc32: loop.measure { Int64(TextDigest.crc32($0)) }
        case .trim: loop.trim(start: true, end: true)
        case .ltrim: loop.trim(start: true, end: false)
        case .rtrim: loop.trim(start: false, end: true)
        case .substring, .left, .right: loop.cutByNumbers(function)
        case .split_part: try loop.splitPart()
        case .substring_index: loop.cutBeforeDelimiter()
        case .concat, .concat_ws, .upper, .lower, .reverse, .replace, .repeat, .lpad, .rpad: try loop.build(function)
        default: try loop.encode(function)
        }
        return out
    }
}
