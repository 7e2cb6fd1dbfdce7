import ArgumentParser
import Diagnostics
import Rendering
import Reports

/// `trinity template`: what templates there are, and what they offer.
struct TemplateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "template",
        abstract: "List templates, and what their authors can use.",
        discussion: """
            A template is a folder in the workspace's templates/ with a template.yaml, layouts (*.mustache) and style sheets \
            (*.css); what it leaves out comes from the template it extends. Reports choose one with 'template: NAME' in their \
            front matter, a workspace for all of its reports in trinity.yaml.

            EXAMPLES
              trinity template list
              trinity template variables
              trinity new template house
            """,
        subcommands: [TemplateListCommand.self, TemplateVariablesCommand.self])
}

/// `trinity template list`.
struct TemplateListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the workspace's templates and the built-in ones.")

    func run() throws {
        let workspace = try SourceOptions.parse([]).workspace()
        let store = TemplateStore(workspace)
        let standard = workspace.template?.name ?? TemplateStore.standard
        let width = store.names.map(\.count).max() ?? 0
        var found: [Diagnostic] = []
        for name in store.names {
            var line = name + String(repeating: " ", count: width - name.count + 2)
            do {
                line += try store.load(TemplateChoice(name: name)).description ?? ""
            } catch let error as DiagnosticsError {
                line += "cannot be used"
                found += error.diagnostics
            }
            if store.isOwn(name) { line += " (\(TextFile.shown(workspace.path(workspace.templates)))/\(name))" }
            if name == standard { line += " [used when a report names none]" }
            Console.output(line + "\n")
        }
        Console.report(found)
        if found.hasErrors { throw CommandFailure(.usage) }
    }
}

/// `trinity template variables [NAME]`.
struct TemplateVariablesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "variables",
        abstract: "Print everything that a template's layouts and style sheets can use, with types.",
        discussion: """
            In a layout {{name}} writes a text, {{{name}}} HTML; {{#name}} … {{/name}} repeats for each thing of a list, or stands \
            when there is something, and {{^name}} … {{/name}} when there is nothing (Mustache).
            """)

    @Argument(help: ArgumentHelp("The template; the default is the workspace's.", valueName: "name"))
    var name: String?

    func run() throws {
        let workspace = try SourceOptions.parse([]).workspace()
        let choice = name.map { TemplateChoice(name: $0) } ?? workspace.template ?? TemplateChoice()
        Console.output(TemplateReference.text(try TemplateStore(workspace).load(choice)))
    }
}

/// `trinity new template NAME`.
struct NewTemplateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "template",
        abstract: "Write templates/NAME, a template that renders as the default does and says what to change.")

    @Argument(help: ArgumentHelp("The template's name: letters, digits and -.", valueName: "name"))
    var name: String

    func run() throws {
        try NewName.check(name)
        let workspace = try SourceOptions.parse([]).workspace()
        let folder = "\(TextFile.shown(workspace.path(workspace.templates)))/\(name)"
        let base = try TemplateStore().load(TemplateChoice())
        let files = TemplateStarter.files(name: name, extending: base)
        try StarterFiles.write(files, into: folder)
        Console.output("wrote \(folder)/: \(files.map(\.path).joined(separator: ", "))\n")
        if TemplateStore().names.contains(name) {
            Console.output("  in this workspace it takes the place of the built-in template '\(name)'\n")
        }
        Console.output("  put 'template: \(name)' into a report's front matter, or into trinity.yaml for all reports\n")
    }
}
