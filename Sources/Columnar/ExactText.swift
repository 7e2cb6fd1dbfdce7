/// A text that equals another only when all their bytes are equal.
///
/// Swift's own equality of strings takes canonically equivalent spellings (é as one scalar or as two) for equal; data, paths and SQL literals
/// are told apart by their bytes.
package struct ExactText: Hashable, Sendable {
    /// The text.
    package let text: String

    /// A text to be told apart by its bytes.
    package init(_ text: String) { self.text = text }

    package static func == (left: ExactText, right: ExactText) -> Bool { left.text.utf8.elementsEqual(right.text.utf8) }

    package func hash(into hasher: inout Hasher) {
        // Equal bytes are equal strings, too.
        hasher.combine(text)
    }
}
