import Columnar
import Diagnostics

extension ScalarFunction {
    /// Functions whose second argument is a regular expression.
    static let patternFunctions: Set<ScalarFunction> = [
        .regexp_like, .regexp_count, .regexp_instr, .regexp_extract, .regexp_substr, .regexp_replace,
    ]
}

extension Resolver {
    /// Whether the literals among the arguments of a regular expression's function are what they should be; what is wrong is
    /// recorded at its place. What depends on the row is left to the engine.
    func checksPattern(_ function: ScalarFunction, _ arguments: [Expression], _ call: CallSyntax) -> Bool {
        guard case .literal(.string(let pattern), _) = arguments[1] else { return true }
        let expression: RegularExpression
        do {
            expression = try RegularExpression(Array(pattern.utf8))
        } catch {
            reportFault("this regular expression does not compile", error, in: pattern, call.arguments[1])
            return false
        }
        if function == .regexp_extract {
            let group: Int64
            if arguments.count > 2 {
                guard case .literal(.int64(let number), _) = arguments[2] else { return true }
                group = number
            } else {
                group = 1
            }
            guard group < 0 || group > expression.groupCount else { return true }
            let groups = expression.groupCount == 1 ? "1 group" : "\(expression.groupCount) groups"
            report(
                "invalid-regular-expression", "there is no group \(group): the pattern has \(groups)",
                call.arguments[arguments.count > 2 ? 2 : 1].range,
                help: expression.groupCount == 0
                    ? "put brackets around what is wanted, or ask for group 0, the whole match" : nil)
            return false
        }
        if function == .regexp_replace, case .literal(.string(let replacement), _) = arguments[2] {
            do {
                _ = try RegularReplacement(Array(replacement.utf8), for: expression)
            } catch {
                reportFault("this replacement cannot be made", error, in: replacement, call.arguments[2])
                return false
            }
        }
        if function == .regexp_replace, arguments.count > 3, case .literal(.int64(let start), _) = arguments[3],
            start < 1
        {
            report("type-mismatch", "regexp_replace() starts at 1 or later, found \(start)", call.arguments[3].range)
            return false
        }
        return true
    }

    /// A fault at its place in the quotes; at the whole argument when that is not written in quotes.
    func reportFault(
        _ what: String, _ fault: RegularExpression.Fault, in text: String, _ argument: SyntaxExpression,
        id: String = "invalid-regular-expression", help: String? = nil
    ) {
        var range = argument.range
        if case .string = argument.node {
            // A quote in the text is written twice.
            let offset = text.utf8.prefix(fault.offset).reduce(0) { $0 + ($1 == UInt8(ascii: "'") ? 2 : 1) }
            let start = min(range.lowerBound + 1 + offset, range.upperBound - 1)
            range = start..<start + 1
        }
        report(id, "\(what): \(fault.message)", range, help: help)
    }
}
