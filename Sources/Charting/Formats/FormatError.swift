/// A format specifier that cannot be read.
package struct FormatError: Error, Hashable, Sendable {
    /// One sentence about what is wrong, quoting the specifier, without a full stop.
    package var message: String
    /// What would be right, such as `a number format looks like ',.2f'`; nil for nothing better than the message.
    package var help: String?

    /// An error with its message.
    package init(_ message: String, help: String? = nil) {
        self.message = message
        self.help = help
    }
}
