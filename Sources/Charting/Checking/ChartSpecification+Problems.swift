package import Columnar
import Diagnostics

extension ChartSpecification {
    /// What does not fit: unknown columns with their near match, columns of the wrong type for the mark, channels the mark
    /// needs, options it does not have. Empty when the chart can be drawn from a table of `schema`.
    ///
    /// `comparesPrior` tells whether the earlier period's rows will be there too; nil for not known.
    package func problems(for schema: Schema, comparesPrior: Bool? = nil) -> [ChartProblem] {
        var problems: [ChartProblem] = []
        var types: [String: DataType] = [:]
        for (option, channel) in channels {
            guard let channel else { continue }
            if let index = schema.index(of: channel.column) {
                types[option] = schema.fields[index].type
            } else {
                let names =
                    schema.names.isEmpty ? "it has no columns" : "it has \(schema.names.joined(separator: ", "))"
                problems.append(
                    ChartProblem(
                        option: option, message: "the data has no column '\(channel.column)'",
                        help: NearMatch.help(channel.column, among: schema.names) ?? names, isAboutColumns: true))
            }
        }
        problems += missingChannels
        problems += typeProblems(types)
        problems += formatProblems(types)
        problems += optionProblems
        problems += layerProblems(for: schema, comparesPrior: comparesPrior)
        problems += annotationProblems(types["x"])
        let comparing: [Mark] = [.line, .area, .bar, .histogram, .cascade, .slope]
        if comparesPrior == true, !comparing.contains(mark) {
            problems.append(
                ChartProblem(
                    option: "compare", message: "a \(mark.rawValue) chart does not draw the period before",
                    help: "'compare' belongs to line, area, bar, histogram, cascade and slope charts"))
        }
        if mark == .slope, x == nil, comparesPrior == false {
            problems.append(
                ChartProblem(
                    option: "x", message: "a slope chart needs 'x', or the period before to compare with",
                    help: "name the column of the two positions, or write 'compare: prior'"))
        }
        return problems
    }

    private var channels: [(option: String, channel: Channel?)] {
        [
            ("x", x), ("y", y), ("series", series), ("value", value), ("upper", upper), ("size", size), ("from", from),
            ("to", to),
        ] + BoxPart.allCases.map { ($0.rawValue, quantiles[$0]) } + [("facet", facet)]
    }

    /// The channels each mark cannot do without.
    private var missingChannels: [ChartProblem] {
        let needed: [(String, Bool, String)] =
            switch mark {
            case .line, .area, .point, .bar: [("x", x != nil, "where along the axis"), ("y", y != nil, "the values")]
            case .histogram:
                [("x", x != nil, "the values, or the bins' lower bounds")]
                    + (upper != nil ? [("y", y != nil, "the bins' counts")] : [])
            case .heatmap:
                [
                    ("x", x != nil, "the columns"), ("y", y != nil, "the rows"),
                    ("value", measure != nil, "what the colour shows"),
                ]
            case .sparkline: [("y", y != nil || value != nil, "the values")]
            case .cascade:
                [
                    ("series", series != nil || x != nil, "the phases"),
                    ("value", value != nil || y != nil, "what the rings weigh"),
                ]
            case .box:
                quantiles.isEmpty
                    ? [("y", y != nil, "the values, or name ready numbers with low, q1, median, q3 and high")]
                    : BoxPart.allCases.map { ($0.rawValue, quantiles[$0] != nil, "a ready number of each box") }
            case .calendar: [("x", x != nil, "the days"), ("value", measure != nil, "what the colour shows")]
            case .donut:
                [("series", names != nil, "the slices' names"), ("value", measure != nil, "what the slices weigh")]
            case .slope: [("y", y != nil, "the values"), ("series", series != nil, "the lines' names")]
            case .bubble:
                [
                    ("x", x != nil, "where along the axis"), ("y", y != nil, "the values"),
                    ("size", size != nil, "what the bubbles' areas show"),
                ]
            case .flow:
                [
                    ("from", from != nil, "where a band starts"), ("to", to != nil, "where it ends"),
                    ("value", measure != nil, "how wide it is"),
                ]
            }
        return needed.filter { !$0.1 }.map { option, _, meaning in
            ChartProblem(
                option: option, message: "a \(mark.rawValue) chart needs '\(option)'",
                help: "'\(option)' names the column of \(meaning)")
        }
    }

    /// Columns whose type the mark cannot draw.
    private func typeProblems(_ types: [String: DataType]) -> [ChartProblem] {
        var problems: [ChartProblem] = []
        func needNumber(_ option: String) {
            guard let type = types[option], !type.isNumeric, type != .null else { return }
            let column = channels.first { $0.option == option }?.channel?.column ?? ""
            problems.append(
                ChartProblem(
                    option: option,
                    message:
                        "'\(option)' of a \(mark.rawValue) chart must be a number, but column '\(column)' is a \(type.name)"
                ))
        }
        switch mark {
        case .line, .area, .point, .sparkline, .bubble, .slope: needNumber("y")
        case .box:
            needNumber("y")
            for part in BoxPart.allCases { needNumber(part.rawValue) }
        case .calendar:
            needNumber(value != nil ? "value" : "y")
            if let type = types["x"], type != .date, type != .timestamp, type != .null {
                problems.append(
                    ChartProblem(
                        option: "x",
                        message:
                            "'x' of a calendar chart must be a date or timestamp, but column '\(x?.column ?? "")' is a \(type.name)",
                        help: type == .string ? "CAST it to DATE in the query" : nil))
            }
        case .donut, .flow: needNumber(value != nil ? "value" : "y")
        case .bar:
            let isTurned =
                orientation == .horizontal && (types["x"]?.isNumeric ?? false) && !(types["y"]?.isNumeric ?? true)
            needNumber(isTurned ? "x" : "y")
        case .histogram:
            needNumber("x")
            needNumber("y")
            needNumber("upper")
        case .heatmap: needNumber(value != nil ? "value" : "series")
        case .cascade: needNumber(value != nil ? "value" : "y")
        }
        needNumber("size")
        for (option, channel) in channels {
            guard let scale = channel?.scale, let type = types[option], type != .null else { continue }
            let fits =
                switch scale {
                case .linear, .log: type.isNumeric
                case .time: type == .date || type == .timestamp
                case .band, .point, .ordinal, .categorical: true
                }
            if !fits {
                problems.append(
                    ChartProblem(
                        option: "\(option).scale",
                        message:
                            "a \(scale.rawValue) scale does not suit column '\(channel?.column ?? "")', which is a \(type.name)"
                    ))
            }
        }
        let standsOnZero = mark == .bar || mark == .area || mark == .histogram
        if standsOnZero || layers.contains(where: { $0.kind == .bar || $0.kind == .area }) {
            for (option, channel) in [("y", y), ("x", orientation == .horizontal && mark == .bar ? x : nil)]
            where channel?.scale == .log {
                let what =
                    standsOnZero ? mark.rawValue : layers.first { $0.kind == .bar || $0.kind == .area }?.kind.rawValue
                problems.append(
                    ChartProblem(
                        option: "\(option).scale",
                        message: "a logarithm has no zero, on which a mark such as '\(what ?? "")' stands",
                        help: "remove 'scale', or draw points or lines"))
            }
        }
        for (option, channel) in channels {
            guard let low = channel?.minimum, let high = channel?.maximum, low >= high else { continue }
            problems.append(ChartProblem(option: "\(option).max", message: "'min' must be below 'max'"))
        }
        return problems
    }

    /// Formats that do not parse.
    private func formatProblems(_ types: [String: DataType]) -> [ChartProblem] {
        var problems: [ChartProblem] = []
        func check(_ format: String?, option: String, type: DataType?) {
            guard let format else { return }
            do throws(FormatError) {
                if type == .date || type == .timestamp {
                    try TimeFormat.check(format)
                } else {
                    _ = try NumberFormat(format)
                }
            } catch {
                problems.append(ChartProblem(option: option, message: error.message, help: error.help))
            }
        }
        check(format, option: "format", type: .double)
        for (option, channel) in channels where channel != nil && (types[option] != nil) {
            guard types[option] != .string, types[option] != .boolean else {
                if channel?.format != nil {
                    problems.append(
                        ChartProblem(
                            option: "\(option).format",
                            message: "a format does not apply to column '\(channel?.column ?? "")' of text"))
                }
                continue
            }
            check(channel?.format, option: "\(option).format", type: types[option])
        }
        return problems
    }

    /// Options the mark does not have.
    private var optionProblems: [ChartProblem] {
        var problems: [ChartProblem] = []
        func refuse(_ isSet: Bool, _ option: String, allowed: [Mark]) {
            guard isSet, !allowed.contains(mark) else { return }
            let marks = allowed.map(\.rawValue)
            let list =
                marks.count > 1 ? marks.dropLast().joined(separator: ", ") + " and " + marks[marks.count - 1] : marks[0]
            problems.append(
                ChartProblem(
                    option: option, message: "a \(mark.rawValue) chart has no '\(option)'",
                    help: "'\(option)' belongs to \(list) charts"))
        }
        let positional = Mark.allCases.filter(\.isPositional)
        refuse(orientation != nil, "orientation", allowed: [.bar, .box])
        refuse(stacking != nil, "stacking", allowed: [.bar, .area])
        refuse(upper != nil, "upper", allowed: [.histogram])
        refuse(size != nil, "size", allowed: [.point, .bubble])
        refuse(value != nil, "value", allowed: [.heatmap, .cascade, .sparkline, .calendar, .donut, .flow])
        refuse(from != nil, "from", allowed: [.flow])
        refuse(to != nil, "to", allowed: [.flow])
        for part in BoxPart.allCases { refuse(quantiles[part] != nil, part.rawValue, allowed: [.box]) }
        refuse(showsValues != nil, "labels", allowed: [.bar, .histogram, .heatmap, .calendar])
        refuse(zero != nil, "zero", allowed: positional + [.slope])
        refuse(bins != nil, "bins", allowed: [.histogram])
        refuse(!references.isEmpty, "references", allowed: positional)
        refuse(!bands.isEmpty, "bands", allowed: positional)
        refuse(!annotations.isEmpty, "annotations", allowed: positional)
        refuse(facet != nil, "facet", allowed: positional)
        refuse(!layers.isEmpty, "layers", allowed: [.line, .area, .bar, .point])
        refuse(
            series != nil && mark != .cascade && !(mark == .heatmap && value == nil), "series",
            allowed: [.line, .area, .bar, .point, .bubble, .donut, .slope])
        refuse(limit != nil && facet == nil, "limit", allowed: [.bar, .heatmap, .box, .donut, .slope, .flow])
        if mark == .box, !quantiles.isEmpty, y != nil {
            problems.append(
                ChartProblem(
                    option: "y", message: "a box plot has either raw values in 'y' or ready numbers, not both",
                    help: "remove 'y', or remove low, q1, median, q3 and high"))
        }
        if mark == .donut, let limit, limit > 8 {
            problems.append(
                ChartProblem(
                    option: "limit", message: "a donut has at most 8 slices, not \(limit)",
                    help: "a bar chart shows more of them"))
        }
        if stacking == .grouped, mark == .area {
            problems.append(
                ChartProblem(
                    option: "stacking", message: "areas cannot be grouped", help: "use 'stacked' or 'normalized'"))
        }
        if let bins, bins < 1 {
            problems.append(ChartProblem(option: "bins", message: "'bins' must be at least 1, not \(bins)"))
        }
        if let limit, limit < 1 {
            problems.append(ChartProblem(option: "limit", message: "'limit' must be at least 1, not \(limit)"))
        }
        for (index, band) in bands.enumerated() {
            if let from = band.from, let to = band.to, from >= to {
                problems.append(
                    ChartProblem(option: "bands.\(index).to", message: "a band's 'from' must be below its 'to'"))
            }
        }
        return problems
    }
}
