/// Names as Prometheus wants them.
enum MetricName {
    /// A name of letters, digits and `_` that does not start with a digit; every other character becomes `_`.
    static func valid(_ label: String) -> String {
        var name = ""
        for byte in label.utf8 {
            let isLetter = (byte | 0x20) &- UInt8(ascii: "a") < 26
            let isDigit = byte &- UInt8(ascii: "0") < 10
            if isDigit, name.isEmpty { name = "_" }
            name.unicodeScalars.append(isLetter || isDigit ? Unicode.Scalar(byte) : "_")
        }
        return name.isEmpty ? "_" : name
    }

    /// A label's name; `__` in front is Prometheus's own.
    static func validLabel(_ label: String) -> String {
        let name = valid(label)
        return name.hasPrefix("__") ? "label" + name : name
    }

    /// A counter's name ends in `_total`.
    static func counter(_ label: String) -> String { ending(valid(label), "_total") }

    /// A duration's name ends in `_seconds`.
    static func seconds(_ label: String) -> String { ending(valid(label), "_seconds") }

    private static func ending(_ name: String, _ suffix: String) -> String {
        name.hasSuffix(suffix) ? name : name + suffix
    }
}
