package import Logging

/// What is logged, and how it looks.
package struct LogSettings: Hashable, Sendable {
    /// How a line looks.
    package enum Format: String, Hashable, Sendable, CaseIterable {
        /// For people: time, level, logger, message, then `key=value`.
        case text
        /// One JSON object a line.
        case json
    }

    /// How lines look.
    package var format: Format
    /// What is less severe is left out.
    package var level: Logger.Level

    /// Settings.
    package init(format: Format = .text, level: Logger.Level = .warning) {
        self.format = format
        self.level = level
    }

    /// The settings that flags and the environment come to: flags go before `TRINITY_LOG_LEVEL` and `TRINITY_LOG_FORMAT`, and those before
    /// the command's own level.
    ///
    /// - Parameters:
    ///   - level: what the command logs when nobody asks for another level.
    ///   - isVerbose: asks for `debug`.
    ///   - isQuiet: asks for `error`; loses against `isVerbose`.
    ///   - format: nil when no flag says.
    ///   - environment: a variable's value; nil when it is not set.
    /// - Returns: the settings, and in words what in the environment could not be understood; that is then as if it were not set.
    package static func resolve(
        level: Logger.Level, isVerbose: Bool = false, isQuiet: Bool = false, format: Format? = nil,
        environment: (String) -> String?
    ) -> (settings: LogSettings, problems: [String]) {
        var settings = LogSettings(format: format ?? .text, level: level)
        var problems: [String] = []
        if let name = environment("TRINITY_LOG_LEVEL"), !name.isEmpty {
            if let known = Logger.Level(rawValue: name.lowercased()) {
                settings.level = known
            } else {
                let levels = Logger.Level.allCases.map(\.rawValue).joined(separator: ", ")
                problems.append("TRINITY_LOG_LEVEL is '\(name)', which is no level; there are \(levels)")
            }
        }
        if format == nil, let name = environment("TRINITY_LOG_FORMAT"), !name.isEmpty {
            if let known = Format(rawValue: name.lowercased()) {
                settings.format = known
            } else {
                problems.append("TRINITY_LOG_FORMAT is '\(name)', which is no format; there are text, json")
            }
        }
        if isQuiet { settings.level = .error }
        if isVerbose { settings.level = .debug }
        return (settings, problems)
    }
}
