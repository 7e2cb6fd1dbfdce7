import Columnar
import QueryPlan

extension TextLoop {
    /// Functions that write each text anew from its bytes or characters; see `ScalarFunction` for each.
    func encode(_ function: ScalarFunction) throws(EvaluationError) {
        switch function {
        case .initcap: try writeEach { TextCase.appendTitle($0, to: &$1) }
        case .soundex: try writeEach { Soundex.append($0, to: &$1) }
        case .base64: try writeEach { Base64.append($0, to: &$1) }
        case .url_encode: try writeEach { FormField.append($0, to: &$1) }
        case .md5: try writeEach { TextDigest.append($0, .md5, to: &$1) }
        case .sha1: try writeEach { TextDigest.append($0, .sha1, to: &$1) }
        case .unbase64: try decode(Base64.decode)
        case .url_decode: try decode(FormField.decode)
        case .unhex: try unhex()
        case .hex: try hex()
        case .sha2:
            let (input, bits) = (text(0), number(1))
            try write { row, writer in
                guard let algorithm = TextDigest.Algorithm(sha2Bits: bits[row]) else { return false }
                TextDigest.append(input.text(row), algorithm, to: &writer)
                return true
            }
        case .bin:
            let numbers = number(0)
            try write { row, writer in
                let bits = UInt64(bitPattern: numbers[row])
                for place in (0..<max(1, 64 - bits.leadingZeroBitCount)).reversed() {
                    writer.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: bits >> UInt64(place) & 1))
                }
                return true
            }
        case .chr:
            let codes = number(0)
            try write { row, writer in
                if codes[row] >= 0 { writer.append(Unicode.Scalar(UInt8(truncatingIfNeeded: codes[row]))) }
                return true
            }
        case .translate:
            let (input, from, to) = (text(0), text(1), text(2))
            var table = TranslationTable()
            try write { row, writer in
                table.replace(from: from.text(row), to: to.text(row))
                table.append(input.text(row), to: &writer)
                return true
            }
        case .overlay: try overlay()
        case .space:
            let counts = number(0)
            try write { (row, writer) throws(EvaluationError) in
                guard counts[row] > 0 else { return true }
                try checkLength(Int(counts[row]), 1)
                for _ in 0..<counts[row] { writer.append(0x20 as UInt8) }
                return true
            }
        case .format_number: try formatNumbers()
        default: throw program.error(.unsupported, index)
        }
    }

    @inline(__always)
    private func writeEach(
        _ append: (UnsafeBufferPointer<UInt8>, inout TextWriter) -> Void
    ) throws(EvaluationError) {
        let input = text(0)
        try write { row, writer in
            append(input.text(row), &writer)
            return true
        }
    }

    /// Bytes written in another alphabet; they must be there, and be UTF-8.
    private func decode(
        _ decode: (UnsafeBufferPointer<UInt8>, inout TextWriter) -> Bool
    ) throws(EvaluationError) {
        let input = text(0)
        try write { (row, writer) throws(EvaluationError) in
            let start = writer.count
            guard decode(input.text(row), &writer), writer.isValidUTF8(from: start) else {
                throw invalid(input.text(row))
            }
            return true
        }
    }

    private func unhex() throws(EvaluationError) {
        let input = text(0)
        try write { (row, writer) throws(EvaluationError) in
            let start = writer.count
            guard Hexadecimal.decode(input.text(row), to: &writer) else { return false }
            guard writer.isValidUTF8(from: start) else { throw invalid(input.text(row)) }
            return true
        }
    }

    private func invalid(_ text: UnsafeBufferPointer<UInt8>) -> EvaluationError {
        program.error(.notText, index, text: String(decoding: text, as: UTF8.self))
    }

    private func hex() throws(EvaluationError) {
        if arguments[0].column.type == .string { return try writeEach { Hexadecimal.append($0, to: &$1) } }
        let numbers = number(0)
        try write { row, writer in
            Hexadecimal.append(UInt64(bitPattern: numbers[row]), to: &writer)
            return true
        }
    }

    /// The second text in place of some characters; positions as in `substring`.
    private func overlay() throws(EvaluationError) {
        let (input, other, starts) = (text(0), text(1), number(2))
        let lengths = arguments.count > 3 ? number(3) : nil
        try write { row, writer in
            let (whole, replacement) = (input.text(row), other.text(row))
            let start = Int(clamping: starts[row])
            let length = lengths.map { Int(clamping: $0[row]) } ?? -1
            let covered = length >= 0 ? length : UTF8Text.length(replacement)
            let (before, underflow) = start.subtractingReportingOverflow(1)
            writer.append(TextSearch.substring(whole, 1, length: underflow ? .min : before))
            writer.append(replacement)
            let (behind, overflow) = start.addingReportingOverflow(covered)
            if !overflow { writer.append(TextSearch.substring(whole, behind, length: .max)) }
            return true
        }
    }

    private func formatNumbers() throws(EvaluationError) {
        let decimals = number(1)
        let input = arguments[0]
        let append: (Int, Int, inout TextWriter) -> Void
        switch input.column.type {
        case .int64:
            let integers = number(0)
            append = { GroupedNumber.append(integers[$0], decimals: $1, to: &$2) }
        case .double:
            let doubles = input.access(Double.self)
            append = { GroupedNumber.append(doubles[$0], decimals: $1, to: &$2) }
        case .decimal(_, let scale):
            let exact = input.access(Int128.self)
            append = { GroupedNumber.append(exact[$0], scale: scale, decimals: $1, to: &$2) }
        default: throw program.error(.unsupported, index)
        }
        try write { (row, writer) throws(EvaluationError) in
            let places = decimals[row]
            guard places >= 0 else { return false }
            guard places <= 400 else { throw program.error(.invalidArgument, index, text: String(places)) }
            append(row, Int(places), &writer)
            return true
        }
    }
}
