import ArgumentParser
import Diagnostics
import Foundation
import Reports

/// `trinity config`: the settings that apply, and where each comes from.
struct ConfigCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config", _superCommandName: TrinityCommand.name,
        abstract: "Print the settings that apply, and where each comes from.",
        discussion: """
            From weak to strong: what is built in, trinity.yaml, the profile, the environment, flags. A setting's variable is \
            its key in capitals behind TRINITY_, with _ for each dot: limits.memory is TRINITY_LIMITS_MEMORY. Secrets stand in \
            the environment or in files only, and are shown as ***.

            Profiles are 'default', 'quantum-analytics' (one large run at a time) and 'streaming' (many small ones), and those \
            under 'profiles:' in trinity.yaml.

            EXAMPLES
              trinity config
              trinity config --profile streaming
              TRINITY_LIMITS_MEMORY=2GB trinity config --json
            """)

    @Flag(help: "Print JSON instead of text.")
    var json = false

    @OptionGroup var input: SourceOptions

    /// One line of the output.
    private struct Line: Encodable {
        var key: String
        var value: String?
        var origin: String
        var variable: String

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(key, forKey: .key)
            try container.encode(value, forKey: .value)
            try container.encode(origin, forKey: .origin)
            try container.encode(variable, forKey: .variable)
        }

        enum CodingKeys: String, CodingKey { case key, value, origin, variable }
    }

    func run() throws {
        let found = try input.configuration()
        var lines = Setting.all.map { setting in
            Line(
                key: setting.key, value: setting.key == "profile" ? found.profile : setting.value(found.workspace),
                origin: ConfigCommand.text(found.origins[setting.key] ?? .standard),
                variable: Setting.variable(setting.key))
        }
        let environment = ProcessInfo.processInfo.environment
        for name in Setting.secrets {
            let isSet = environment[name]?.isEmpty == false
            lines.append(
                Line(
                    key: name, value: isSet ? "***" : nil, origin: isSet ? "environment" : "built in", variable: name))
        }
        if json { return Console.output(try JobJSON.text(lines)) }
        Console.output(
            AlignedText.table([["setting", "value", "from"]] + lines.map { [$0.key, $0.value ?? "–", $0.origin] }))
    }

    private static func text(_ origin: Configuration.Origin) -> String {
        switch origin {
        case .standard: "built in"
        case .file: Workspace.fileName
        case .profile(let name): "profile \(name)"
        case .environment(let name): name
        case .flag(let name): name
        }
    }
}
