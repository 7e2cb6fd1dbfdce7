import Reports

/// The files of a new template: it renders as the default does, and says what to change.
package enum TemplateStarter {
    /// The files by path below the template's folder, in order.
    ///
    /// - Parameter template: the template it extends, as loaded.
    package static func files(name: String, extending template: Template) -> [OutputFile] {
        [
            OutputFile(path: TemplateManifest.fileName, text: manifest(name, template)),
            OutputFile(path: "page.mustache", text: page(name, template)),
            OutputFile(path: "\(name).css", text: style(template)),
        ]
    }

    private static func manifest(_ name: String, _ template: Template) -> String {
        var text = """
            # A template: what it is, what reports may set, and its theme. Files that are not in this folder come from '\(template.name)'.
            # 'trinity template variables \(name)' lists everything that layouts and style sheets can use.
            name: \(name)
            description: Our own look.
            extends: \(template.name)

            options:
              # An option of its own: {{options.note}} in layouts, set in a report with  template: {name: \(name), options: {note: Draft}}
              note: {type: string, description: A line at the top of every page.}
              # Inherited options; a value here is another default.

            """
        for option in template.options { text += "  # \(option.name): \(yaml(option.defaultValue.text))\n" }
        text += """

            # Tokens are CSS variables on every page: 'accent' is var(--accent). Those of '\(template.name)', with its values:
            theme:
              # One of its own. It needs a type: color, font or length.
              note-ink: {type: color, light: "#7a1fa2", dark: "#cf93e6", description: The line at the top of every page.}

            """
        for token in template.tokens {
            guard let light = token.light else { continue }
            let value =
                token.dark.map { $0 == light ? yaml(light) : "{light: \(yaml(light)), dark: \(yaml($0))}" }
                ?? yaml(light)
            text += "  # \(token.name): \(value)\n"
        }
        return text
    }

    /// The layout of reports, with a line of its own.
    private static func page(_ name: String, _ template: Template) -> String {
        var lines = (template.source("page") ?? "").split(separator: "\n", omittingEmptySubsequences: false).map(
            String.init)
        let start = (lines.firstIndex { $0.hasPrefix("{{> head}}") } ?? -1) + 1
        lines.insert(
            contentsOf: [
                "{{! The layout of reports, as '\(template.name)' has it but for the line below. Delete this file to inherit it again. }}",
                "{{#options.note}}<p class=\"note-line\">{{options.note}}</p>{{/options.note}}",
            ], at: start)
        return lines.joined(separator: "\n")
    }

    private static func style(_ template: Template) -> String {
        """
        /* Added behind the style sheets of '\(template.name)', so that rules here win. A file named as one of its own (\(template.styleNames.joined(separator: ", "))) would replace that one. */
        .note-line { margin: 0 0 16px; color: var(--note-ink); font-size: 13px; }

        """
    }

    private static func yaml(_ text: String) -> String {
        let isPlain = text.utf8.allSatisfy { byte in
            (byte | 0x20) &- UInt8(ascii: "a") < 26 || byte &- UInt8(ascii: "0") < 10 || byte == UInt8(ascii: "-")
                || byte == UInt8(ascii: ".")
        }
        if isPlain, !text.isEmpty { return text }
        return text.contains("\"") ? "'\(text)'" : "\"\(text)\""
    }
}
