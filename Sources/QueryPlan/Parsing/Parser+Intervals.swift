import Diagnostics

/// `INTERVAL 3 DAYS`, `INTERVAL '3' DAY`, `INTERVAL 1 DAY 2 HOURS`, `INTERVAL '1 day 2 hours'`, `INTERVAL '1-2' YEAR TO MONTH`,
/// `INTERVAL '1 02:03:04.5' DAY TO SECOND`.
extension Parser {
    mutating func interval() throws -> SyntaxExpression {
        let start = token.range.lowerBound
        position += 1
        var parts: [IntervalSyntax] = []
        if case .string(let text) = token.kind {
            let place = token.range
            position += 1
            if case .word = token.kind, isUnit() {
                let unit = try name("a unit such as DAY or HOUR")
                if skip(word: "TO") {
                    parts = try fields(text, place, from: unit, to: try name("a unit such as MINUTE or SECOND"))
                } else {
                    parts = [try part(text, place, unit)]
                }
            } else {
                parts = try words(text, place)
            }
        } else {
            repeat {
                let place = token.range
                let isNegative = skip("-")
                if !isNegative { _ = skip("+") }
                if case .number(let digits) = token.kind {
                    position += 1
                    parts.append(
                        try part((isNegative ? "-" : "") + digits, place, try name("a unit such as DAY or HOUR")))
                } else {
                    var amount = try primary()
                    if isNegative { amount = Syntax(node: .unary("-", amount), range: place.lowerBound..<previousEnd) }
                    parts.append(IntervalSyntax(amount: amount, unit: try name("a unit such as DAY or HOUR")))
                }
            } while isPartHere()
        }
        return Syntax(node: .interval(parts), range: start..<previousEnd)
    }

    private static let units: Set<String> = [
        "YEAR", "QUARTER", "MONTH", "WEEK", "DAY", "HOUR", "MINUTE", "SECOND", "MILLISECOND", "MICROSECOND",
    ]

    /// Whether a word is a unit, or looks like one that is misspelt: the end of a clause is neither.
    private func isUnit(ahead: Int = 0) -> Bool {
        guard position + ahead < tokens.count, case .word(let word) = tokens[position + ahead].kind else {
            return false
        }
        let upper = word.uppercased()
        return Parser.units.contains(upper) || Parser.units.contains(String(upper.dropLast()))
            || (ahead == 0 && !Keywords.reserved.contains(upper))
    }

    /// Whether another number with a unit follows, which may have a sign of its own: `1 DAY -2 HOURS`.
    private func isPartHere() -> Bool {
        let ahead = isSymbol("-") || isSymbol("+") ? 1 : 0
        guard position + ahead < tokens.count, case .number = tokens[position + ahead].kind else { return false }
        return isUnit(ahead: ahead + 1)
    }

    /// One amount; seconds may have a fraction, which makes them microseconds.
    private mutating func part(_ text: String, _ place: Range<Int>, _ unit: Syntax<String>) throws -> IntervalSyntax {
        func syntax(_ number: String, _ unit: Syntax<String>) -> IntervalSyntax {
            IntervalSyntax(amount: Syntax(node: .number(number), range: place), unit: unit)
        }
        var digits = Substring(text.filter { $0 != " " })
        if digits.hasPrefix("+") { digits = digits.dropFirst() }
        let isNegative = digits.hasPrefix("-")
        let magnitude = isNegative ? digits.dropFirst() : digits
        let pieces = magnitude.split(separator: ".", omittingEmptySubsequences: false)
        let isNumber =
            pieces.count <= 2 && pieces.allSatisfy { $0.utf8.allSatisfy { $0 &- 0x30 < 10 } && $0.count <= 18 }
        if isNumber, pieces.count == 1, !pieces[0].isEmpty { return syntax(String(digits), unit) }
        let seconds = ["SECOND", "SECONDS"].contains(unit.node.uppercased())
        if isNumber, pieces.count == 2, seconds, pieces[1].count <= 9, pieces[0].count <= 12 {
            let fraction = String((pieces[1] + "000000000").prefix(6))
            return syntax(
                (isNegative ? "-" : "") + (pieces[0].isEmpty ? "0" : String(pieces[0])) + fraction,
                Syntax(node: "MICROSECOND", range: unit.range))
        }
        throw fail("an INTERVAL takes a whole number, found '\(text)'", at: place)
    }

    /// `1 day 2 hours` in quotes; each number has its own sign, which may stand apart.
    private mutating func words(_ text: String, _ place: Range<Int>) throws -> [IntervalSyntax] {
        var words: [String] = []
        for word in text.split(separator: " ") {
            if let sign = words.last, sign == "-" || sign == "+" {
                words[words.count - 1] = sign + String(word)
            } else {
                words.append(String(word))
            }
        }
        guard !words.isEmpty, words.count % 2 == 0 else {
            throw fail(
                "an INTERVAL in quotes is written '1 day 2 hours', found '\(text)'", at: place,
                help: "or with the unit behind the quotes: INTERVAL '1' DAY")
        }
        var parts: [IntervalSyntax] = []
        for index in stride(from: 0, to: words.count, by: 2) {
            parts.append(try part(words[index], place, Syntax(node: words[index + 1], range: place)))
        }
        return parts
    }

    /// `1-2` YEAR TO MONTH, `1 02:03:04.5` DAY TO SECOND and the shorter ones.
    private mutating func fields(
        _ text: String, _ place: Range<Int>, from first: Syntax<String>, to last: Syntax<String>
    ) throws -> [IntervalSyntax] {
        let order = ["DAY", "HOUR", "MINUTE", "SECOND"]
        let (from, to) = (first.node.uppercased(), last.node.uppercased())
        var body = Substring(text)
        let isNegative = body.hasPrefix("-")
        if isNegative || body.hasPrefix("+") { body = body.dropFirst() }
        let units: [String]
        if from == "YEAR", to == "MONTH" {
            units = ["YEAR", "MONTH"]
        } else if let a = order.firstIndex(of: from), let b = order.firstIndex(of: to), a < b {
            units = Array(order[a...b])
        } else {
            throw fail(
                "there is no INTERVAL \(first.node) TO \(last.node)",
                at: first.range.lowerBound..<last.range.upperBound,
                help: "there are YEAR TO MONTH, and DAY, HOUR, MINUTE TO a shorter one of them or SECOND")
        }
        let pieces = body.split(whereSeparator: { $0 == "-" || $0 == " " || $0 == ":" }).map(String.init)
        guard pieces.count == units.count else {
            let example = units[0] == "YEAR" ? "1-2" : units.contains("DAY") ? "1 02:03:04" : "02:03"
            throw fail("an INTERVAL \(from) TO \(to) is written such as '\(example)', found '\(text)'", at: place)
        }
        var parts: [IntervalSyntax] = []
        for (piece, unit) in zip(pieces, units) {
            parts.append(try part((isNegative ? "-" : "") + piece, place, Syntax(node: unit, range: first.range)))
        }
        return parts
    }
}
