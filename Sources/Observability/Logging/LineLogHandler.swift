import Diagnostics
package import Logging

/// Writes each event as one line, as text or as JSON.
///
/// What comes into a line is escaped, so that no message or value can begin another line or colour a terminal. Callers keep data values out.
package struct LineLogHandler: LogHandler {
    /// The logger's name.
    private let label: String
    private let format: LogSettings.Format
    private let output: @Sendable (String) -> Void
    package var logLevel: Logger.Level
    package var metadata: Logger.Metadata = [:]
    package var metadataProvider: Logger.MetadataProvider?

    /// A handler.
    ///
    /// - Parameter output: takes a line with its newline, from any thread.
    package init(
        label: String, settings: LogSettings, metadataProvider: Logger.MetadataProvider? = nil,
        output: @escaping @Sendable (String) -> Void = LogOutput.standardError
    ) {
        self.label = label
        self.output = output
        self.metadataProvider = metadataProvider
        format = settings.format
        logLevel = settings.level
    }

    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    package func log(event: LogEvent) {
        var fields = metadata
        if let provided = metadataProvider?.get() { fields.merge(provided) { _, new in new } }
        if let own = event.metadata { fields.merge(own) { _, new in new } }
        // An error's text may quote data: its type says enough here, and the terminal or the status page shows the rest.
        if let error = event.error { fields["error.type"] = .string(String(reflecting: type(of: error))) }
        let line = LogLine(
            time: LogOutput.now, level: event.level, label: label, message: event.message.description, fields: fields)
        output(format == .json ? line.json : line.text)
    }
}
