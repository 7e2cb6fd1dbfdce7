/// A page's CSS and the Content-Security-Policy that lets the page use it.
package struct StyleSheet: Sendable {
    /// The CSS.
    package let text: String
    /// The policy of a page that holds the CSS in its one `style` element.
    package let policy: String

    init(_ text: String) {
        self.text = text
        policy = StyleSheet.policy(style: "'sha256-\(Digest.base64(Array(text.utf8)))'")
    }

    /// The policy of a page that links its CSS.
    package static let linkedPolicy = policy(style: "'self'")

    /// Nothing may load or run but the page's own style and images beside it.
    private static func policy(style: String) -> String {
        "default-src 'none'; style-src \(style); img-src 'self' data:; base-uri 'none'; form-action 'none'"
    }
}
