/// Amounts of memory as Java and Spark write them: digits and `k`, `m`, `g` or `t`.
package enum JavaMemory {
    /// Whether a text is such an amount, of at least one: `512m`, `4g`.
    package static func isValid(_ text: String) -> Bool {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        guard let number = Int(digits), number > 0 else { return false }
        return ["k", "m", "g", "t"].contains(text.dropFirst(digits.count).lowercased())
    }
}
