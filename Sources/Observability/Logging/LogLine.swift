import Diagnostics
import Logging

/// An event about to be written.
struct LogLine {
    /// RFC 3339, in UTC, to the millisecond.
    var time: String
    var level: Logger.Level
    var label: String
    var message: String
    var fields: Logger.Metadata

    /// `2026-11-28T07:38:47.123Z info trinity.jobs: run finished job=weekly seconds=1.2`
    var text: String {
        var text = "\(time) \(level.rawValue) \(label): \(LogLine.escaped(message))"
        for (key, value) in fields.sorted(by: { $0.key < $1.key }) {
            text += " \(LogLine.escaped(key))=\(LogLine.quoted("\(value)"))"
        }
        return text + "\n"
    }

    /// One object: `time`, `level`, `logger`, `message`, then the fields by name; a field of one of those names stands with `_` behind it.
    var json: String {
        var writer = JSONWriter()
        writer.beginObject()
        for (key, value) in [("time", time), ("level", level.rawValue), ("logger", label), ("message", message)] {
            writer.key(key)
            writer.value(value)
        }
        for (key, value) in fields.sorted(by: { $0.key < $1.key }) {
            writer.key(["time", "level", "logger", "message"].contains(key) ? key + "_" : key)
            LogLine.write(value, to: &writer)
        }
        writer.endObject()
        return writer.text + "\n"
    }

    private static func write(_ value: Logger.MetadataValue, to writer: inout JSONWriter) {
        switch value {
        case .string(let text): writer.value(text)
        case .stringConvertible(let number as Int): writer.value(number)
        case .stringConvertible(let number as Double): writer.value(number)
        case .stringConvertible(let truth as Bool): writer.value(truth)
        case .array(let values):
            writer.beginArray()
            for value in values { write(value, to: &writer) }
            writer.endArray()
        case .dictionary(let values):
            writer.beginObject()
            for (key, value) in values.sorted(by: { $0.key < $1.key }) {
                writer.key(key)
                write(value, to: &writer)
            }
            writer.endObject()
        default: writer.value("\(value)")
        }
    }

    /// A value as it is when it is one plain word, else as a JSON string.
    private static func quoted(_ value: String) -> String {
        let isWord =
            !value.isEmpty
            && value.unicodeScalars.allSatisfy { $0.value > 0x20 && !isControl($0) && $0 != "\"" && $0 != "=" }
        return isWord ? value : "\"" + escaped(value, quotes: true) + "\""
    }

    private static func escaped(_ text: String, quotes: Bool = false) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case "\"" where quotes: result += "\\\""
            case "\\" where quotes: result += "\\\\"
            case _ where isControl(scalar):
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    /// Control characters, and the line separators that some programs take for newlines.
    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value) || (0x2028...0x2029).contains(scalar.value)
    }
}
