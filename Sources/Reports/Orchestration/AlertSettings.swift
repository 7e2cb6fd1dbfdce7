import Yams

/// A workspace's `alerts:`: who hears of failed runs, failed asserts and alerts that fire.
public struct AlertSettings: Hashable, Sendable {
    /// The address that messages are posted to; nil for none.
    public var webhook: String?
    /// The file with the secret that messages are signed with; nil for none. It may also stand in `TRINITY_WEBHOOK_SECRET`, but never in the
    /// workspace's file.
    public var secretFile: String?
    /// The program, with its arguments, that gets each message on its standard input; empty for none. One text is a line for the shell.
    public var command: [String] = []

    /// Reads `alerts:`.
    mutating func read(_ node: Node, in document: YAMLDocument, into outer: inout YAMLMapping) {
        var mapping = YAMLMapping(node, of: "'alerts'", in: document)
        if let text = mapping.string("webhook"), let place = mapping.value("webhook") {
            if ["http://", "https://"].contains(where: { text.lowercased().hasPrefix($0) && text.count > $0.count }) {
                webhook = text
            } else {
                mapping.report(
                    "bad-address", "'webhook' is an address that starts with https:// or http://", at: place)
            }
        }
        secretFile = mapping.string("secret_file") ?? secretFile
        if let words = mapping.strings("command") {
            // One text is a line for the shell; a list is a program with its arguments.
            let isLine = mapping.value("command")?.scalar != nil
            command = (isLine ? ["/bin/sh", "-c"] : []) + words.map(\.text)
        }
        outer.report(mapping.finish())
    }
}
