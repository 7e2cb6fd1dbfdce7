import Columnar
import QueryPlan
import Rendering
import Reports

/// The folder of a run below its report's: the period, and the parameters that differ from their defaults, so that no run
/// overwrites another's figures.
///
/// A value of ASCII letters, digits, `.` and `-` stands there as it is. Any other stands with `_` for what does not suit a file name, and
/// is told apart by a digest of the exact value; so is what would be too long.
struct OutputName {
    /// The name, of at most 255 bytes (POSIX's NAME_MAX on all usual file systems).
    let text: String

    private static let longestValue = 60
    private static let longestName = 200
    /// 48 bits in hexadecimal: runs of one report do not meet by chance.
    private static let digestLength = 12

    init(period: Period, _ values: [Named<Scalar>], _ report: Report) {
        var text = period.id
        for (declared, value) in zip(report.parameters, values)
        where OutputName.identity(value.value) != OutputName.identity(declared.defaultValue) {
            text += "+\(declared.name)=\(OutputName.text(value.value))"
        }
        self.text =
            text.utf8.count <= OutputName.longestName
            ? text
            : OutputName.prefix(text, OutputName.longestName) + OutputName.mark(Array(text.utf8))
    }

    private static func text(_ value: Scalar) -> String {
        let written = value.text
        let isPlain = { (character: Character) in
            character.isASCII && (character.isLetter || character.isNumber) || character == "." || character == "-"
        }
        if !written.isEmpty, written.utf8.count <= longestValue, written.allSatisfy(isPlain) { return written }
        let readable = String(written.map { isPlain($0) || $0.isLetter || $0.isNumber ? $0 : "_" })
        return prefix(readable, longestValue) + mark(identity(value))
    }

    /// What tells a value from all others: equal texts of different bytes, and no text and no value, are different.
    private static func identity(_ value: Scalar) -> [UInt8] { [value.isNull ? 0 : 1] + Array(value.text.utf8) }

    private static func mark(_ bytes: [UInt8]) -> String { "~" + Digest.hex(bytes).prefix(digestLength) }

    /// As many characters as fit into some bytes.
    private static func prefix(_ text: String, _ bytes: Int) -> String {
        var kept = ""
        var room = bytes
        for character in text {
            room -= character.utf8.count
            if room < 0 { break }
            kept.append(character)
        }
        return kept
    }
}
