public import Columnar
public import Diagnostics
import Foundation

/// A workspace with where each of its settings comes from.
///
/// From weak to strong: what is built in, `trinity.yaml`, the profile that is chosen, the environment, flags.
public struct Configuration: Sendable {
    /// Where a setting comes from.
    public enum Origin: Hashable, Sendable {
        /// It is built in.
        case standard
        /// `trinity.yaml`.
        case file
        /// The chosen profile.
        case profile(String)
        /// An environment variable, by its name.
        case environment(String)
        /// A flag of the command line, by its name.
        case flag(String)
    }

    /// What applies.
    public var workspace: Workspace
    /// The profile that is chosen.
    public var profile: String
    /// Where each key comes from that is not built in.
    public var origins: [String: Origin]

    /// Reads a workspace's settings.
    ///
    /// - Parameters:
    ///   - file: its `trinity.yaml`; nil for a folder without one.
    ///   - shownAs: the path that diagnostics show; nil for `file` itself.
    ///   - root: the workspace's folder where there is no file.
    ///   - environment: the process's variables.
    ///   - profile: the profile that a flag names.
    ///   - zone: the zone that a flag names.
    /// - Throws: `DiagnosticsError` with everything that is wrong, or with `unreadable-file`.
    public static func load(
        _ file: String?, shownAs: String? = nil, root: String, environment: [String: String], profile: String?,
        zone: ZoneRules? = nil
    ) throws -> Configuration {
        let path = file.map { PathText.absolute($0, from: FileManager.default.currentDirectoryPath) }
        var layers = ConfigurationLayers(root: path.map(PathText.folder) ?? root)
        if let file { layers.add(try SourceText(contentsOf: file, shownAs: shownAs), .file) }
        try layers.addProfile(
            named: profile ?? environment[Setting.variable("profile")], isFlag: profile != nil)
        layers.addEnvironment(environment)
        if let zone { layers.add(zone) }
        let (origins, chosen) = (layers.origins, layers.profile)
        let (workspace, diagnostics) = layers.finished()
        if diagnostics.hasErrors { throw DiagnosticsError(diagnostics) }
        return Configuration(workspace: workspace, profile: chosen, origins: origins)
    }
}
