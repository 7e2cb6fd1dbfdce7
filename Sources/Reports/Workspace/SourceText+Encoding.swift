package import Diagnostics

extension SourceText {
    /// What keeps a file from being text: a zero byte, or bytes that are not UTF-8; nil for text. Complexity: O(bytes).
    package var notText: Diagnostic? {
        if let zero = utf8.firstIndex(of: 0) {
            return Diagnostic(
                "not-text", .error, "this file is not text: it has a zero byte", file: path, range: range(zero..<zero))
        }
        guard let wrong = UTF8Check.firstInvalid(utf8) else { return nil }
        return Diagnostic(
            "not-text", .error, "this file is not UTF-8 text", file: path, range: range(wrong..<wrong),
            help: "save it in UTF-8")
    }
}
