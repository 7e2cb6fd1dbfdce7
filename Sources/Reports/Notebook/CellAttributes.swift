import Diagnostics

/// The `key=value` attributes of a fence, checked for its kind.
struct CellAttributes {
    /// `window=`
    var window: CellWindow?
    /// `page=` of a query.
    var page: String?
    /// `from=`
    var from: String?
    /// `show=table` is true, `show=none` false.
    var show: Bool?
    /// `echo=true` shows the cell's own text above what it shows.
    var echo = false
    /// `message=` of an assert.
    var message: String?
    /// Where each stands.
    var places: [String: SourcePlace] = [:]

    /// The attributes of each kind.
    private static let known: [String: [String]] = [
        "query": ["window", "show", "page", "echo"], "assert": ["window", "message", "echo"],
        "analyze": ["window", "echo"], "chart": ["from", "echo"], "table": ["from", "echo"], "kpi": ["echo"],
    ]

    init(_ info: FenceInfo, kind: String, _ text: MappedText, _ diagnostics: inout [Diagnostic]) {
        let keys = CellAttributes.known[kind] ?? []
        for attribute in info.attributes {
            let key = attribute.key.text
            let value = attribute.value.text
            func report(_ id: String, _ message: String, _ range: Range<Int>, notes: [String] = [], help: String? = nil)
            {
                diagnostics.append(
                    Diagnostic(
                        id, .error, message, file: text.source.path, range: text.range(range), notes: notes, help: help)
                )
            }
            guard keys.contains(key) else {
                let help = NearMatch.help(key, among: keys)
                report(
                    "unknown-key", "unknown key '\(key)' in a cell of kind '\(kind)'", attribute.key.range,
                    notes: help != nil
                        ? [] : keys.isEmpty ? ["it takes none"] : ["it takes \(keys.joined(separator: ", "))"],
                    help: help)
                continue
            }
            places[key] = text.place(attribute.value.range)
            if value.isEmpty {
                report("bad-fence", "'\(key)' has no value", attribute.key.range)
                continue
            }
            switch key {
            case "window":
                do {
                    window = try CellWindow(value)
                } catch let error as DiagnosticsError {
                    for found in error.diagnostics {
                        report(found.id, found.message, attribute.value.range, notes: found.notes, help: found.help)
                    }
                } catch {
                    report("bad-window", "'\(value)' is not a window", attribute.value.range)
                }
            case "from": from = value
            case "page": page = value
            case "show":
                switch value {
                case "table", "true": show = true
                case "none", "false": show = false
                default:
                    report(
                        "unknown-value", "'show' is table or none, not '\(value)'", attribute.value.range,
                        help: NearMatch.help(value, among: ["table", "none"]))
                }
            case "echo":
                switch value {
                case "true": echo = true
                case "false": echo = false
                default:
                    report(
                        "unknown-value", "'echo' is true or false, not '\(value)'", attribute.value.range,
                        help: NearMatch.help(value, among: ["true", "false"]))
                }
            default: message = value
            }
        }
    }
}
