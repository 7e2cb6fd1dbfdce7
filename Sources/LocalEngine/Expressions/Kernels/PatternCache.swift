import Columnar
import QueryPlan

/// Why a regular expression gives no answer.
enum PatternFailure: Error {
    case fault(RegularExpression.Fault)
    case tooCostly
    case argument(String)
    case other(EvaluationError)
}

/// The expressions of one node by their patterns; the last one is at hand.
///
/// A class because it lives as long as its program, across batches.
final class PatternCache {
    private var lastPattern: [UInt8] = []
    private var last: RegularExpression?
    private var known: [[UInt8]: RegularExpression] = [:]
    private var lastReplacement: [UInt8] = []
    private var replacement: RegularReplacement?
    private var replacementOwner: RegularExpression?

    func expression(_ pattern: UnsafeBufferPointer<UInt8>) throws(PatternFailure) -> RegularExpression {
        if let last, lastPattern.withUnsafeBufferPointer({ equalBytes($0, pattern) }) { return last }
        let key = Array(pattern)
        let expression: RegularExpression
        if let found = known[key] {
            expression = found
        } else {
            do {
                expression = try RegularExpression(pattern)
            } catch {
                throw .fault(error)
            }
            // A column of ever new patterns must not fill the memory.
            if known.count >= 64 { known = [:] }
            known[key] = expression
        }
        lastPattern = key
        last = expression
        return expression
    }

    /// Appends what stands in place of the expression's last match.
    func append(
        _ source: UnsafeBufferPointer<UInt8>, to writer: inout TextWriter, _ expression: RegularExpression,
        in text: UnsafeBufferPointer<UInt8>
    ) throws(PatternFailure) {
        let isKnown =
            replacementOwner === expression && lastReplacement.withUnsafeBufferPointer { equalBytes($0, source) }
        if replacement == nil || !isKnown {
            do {
                replacement = try RegularReplacement(source, for: expression)
            } catch {
                throw .fault(error)
            }
            lastReplacement = Array(source)
            replacementOwner = expression
        }
        for part in replacement?.parts ?? [] {
            switch part {
            case .text(let bytes): bytes.withUnsafeBufferPointer { writer.append($0) }
            case .group(let number):
                if let range = expression.range(of: number) {
                    writer.append(UnsafeBufferPointer(rebasing: text[range]))
                }
            }
        }
    }
}
