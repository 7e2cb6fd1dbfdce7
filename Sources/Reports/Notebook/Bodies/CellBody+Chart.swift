import Charting
import Diagnostics
import Yams

extension CellBody {
    /// Reads the body of a chart: `mark`, channels and options.
    mutating func readChart(_ node: Node, in document: YAMLDocument) -> [Diagnostic] {
        var mapping = YAMLMapping(node, of: "chart '\(cell.id)'", in: document)
        for entry in mapping.entries { remember(entry.key, entry.value, in: document) }
        let isReadable = mapping.diagnostics.isEmpty
        let mark = mapping.choice("mark", as: Mark.self)
        if isReadable, mapping.value("mark") == nil {
            mapping.reportMissing(
                "mark", help: "'mark' is one of \(Mark.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        var chart = ChartSpecification(mark ?? .line)
        chart.x = channel("x", &mapping)
        chart.y = channel("y", &mapping)
        chart.series = channel("series", &mapping)
        chart.value = channel("value", &mapping)
        chart.upper = channel("upper", &mapping)
        chart.size = channel("size", &mapping)
        chart.from = channel("from", &mapping)
        chart.to = channel("to", &mapping)
        chart.facet = channel("facet", &mapping)
        for part in BoxPart.allCases { chart.quantiles[part] = channel(part.rawValue, &mapping) }
        chart.layers = layers(&mapping)
        readColor(&mapping, &chart)
        chart.orientation = mapping.choice("orientation", as: ChartSpecification.Orientation.self)
        readStacking(&mapping, &chart)
        chart.title = mapping.string("title")
        chart.caption = mapping.string("caption")
        chart.unit = mapping.string("unit")
        chart.format = mapping.string("format")
        chart.zero = mapping.boolean("zero")
        chart.showsValues = mapping.boolean("labels")
        chart.bins = mapping.integer("bins", in: 1...1000)
        chart.limit = mapping.integer("limit", in: 1...10_000)
        if let sort = mapping.choice("sort", as: Channel.Sort.self) { chart.x?.sort = sort }
        if let (low, high) = domain(&mapping) {
            if chart.y == nil, mark?.isPositional != true || chart.quantiles.isEmpty, let node = mapping.value("domain")
            {
                mapping.report(
                    "wrong-type", "'domain' spans the axis of 'y', which this chart does not name", at: node)
            }
            // Ready numbers of a box plot share the axis of the median.
            chart.quantiles[.median]?.minimum = low
            chart.quantiles[.median]?.maximum = high
            chart.y?.minimum = low
            chart.y?.maximum = high
            cell.options["y.max"] = cell.options["domain"]
            cell.options["median.max"] = cell.options["domain"]
        }
        chart.references = items("references", &mapping) { item in
            let label = item.string("label")
            guard let value = item.number("value") else { return nil }
            return ReferenceLine(value, label: label)
        }
        chart.bands = items("bands", &mapping) { item in
            ThresholdBand(from: item.number("from"), to: item.number("to"), label: item.string("label"))
        }
        chart.annotations = items("annotations", &mapping) { item in
            let y = item.number("y")
            let x = item.string("x")
            guard let text = item.string("text"), let x else { return nil }
            return Annotation(x: x, y: y, text: text)
        }
        let width = mapping.choice("width", as: FigureWidth.self) ?? .full
        let comparesPrior = compare(&mapping)
        cell.kind = .chart(
            ChartCell(from: from, specification: chart, comparesPrior: comparesPrior, width: width))
        isComplete = isReadable && mark != nil
        return mapping.finish()
    }

    /// `color` is the value behind the colours of a heat map or calendar, and elsewhere another name for `series`.
    private mutating func readColor(_ mapping: inout YAMLMapping, _ chart: inout ChartSpecification) {
        guard let node = mapping.value("color") else { return }
        if chart.mark == .heatmap || chart.mark == .calendar {
            chart.value = chart.value ?? channel("color", &mapping)
            takePlaces(of: "color", as: "value")
            return
        }
        let color = channel("color", &mapping)
        if let series = chart.series, let color, series.column != color.column {
            mapping.report(
                "duplicate-key", "'color' and 'series' are the same; here they name two columns", at: node)
        }
        chart.series = chart.series ?? color
        takePlaces(of: "color", as: "series")
    }

    /// Findings name the option, whatever the author calls it.
    private mutating func takePlaces(of written: String, as option: String) {
        for (key, place) in cell.options where key == written || key.hasPrefix("\(written).") {
            let name = option + key.dropFirst(written.count)
            cell.options[name] = cell.options[name] ?? place
        }
    }

    /// `stack: true` is stacked, `false` none.
    private mutating func readStacking(_ mapping: inout YAMLMapping, _ chart: inout ChartSpecification) {
        guard let node = mapping.value("stack") else { return }
        cell.options["stacking"] = cell.options["stack"]
        switch node.scalar?.string {
        case "true": chart.stacking = .stacked
        case "false": chart.stacking = ChartSpecification.Stacking.none
        default: chart.stacking = mapping.choice("stack", as: ChartSpecification.Stacking.self)
        }
    }

    private func compare(_ mapping: inout YAMLMapping) -> Bool {
        guard let node = mapping.value("compare") else { return false }
        let items: [Node] = node.sequence.map { Array($0) } ?? [node]
        if items.count == 1, let text = items[0].scalar?.string {
            if text == "prior" { return true }
            if text == "none" { return false }
            mapping.report(
                "unknown-value", "'compare' is prior or none, not '\(text)'", at: items[0],
                help: NearMatch.help(text, among: ["prior", "none"]))
        } else {
            mapping.report("wrong-type", "'compare' is prior or none, not \(YAMLMapping.kind(node))", at: node)
        }
        return false
    }

    /// `domain: [low, high]`; null leaves an end open.
    private func domain(_ mapping: inout YAMLMapping) -> (Double?, Double?)? {
        guard let node = mapping.value("domain") else { return nil }
        guard let items = node.sequence, items.count == 2 else {
            mapping.report("wrong-type", "'domain' is a list of two numbers, not \(YAMLMapping.kind(node))", at: node)
            return nil
        }
        var ends: [Double?] = []
        for item in items {
            if YAMLMapping.isEmpty(item) {
                ends.append(nil)
            } else if let number = item.scalar.flatMap({ Double($0.string) }), number.isFinite {
                ends.append(number)
            } else {
                mapping.report("wrong-type", "'domain' lists numbers, not \(YAMLMapping.kind(item))", at: item)
                return nil
            }
        }
        return (ends[0], ends[1])
    }

    /// A channel: a column's name, or a mapping with `column` and options.
    private mutating func channel(_ key: String, _ mapping: inout YAMLMapping, as path: String? = nil) -> Channel? {
        guard let node = mapping.value(key) else { return nil }
        switch node {
        case .scalar(let scalar): return Channel(scalar.string)
        case .mapping:
            var options = YAMLMapping(node, of: "'\(key)'", in: mapping.document)
            let column = options.string("column")
            for entry in options.entries {
                remember("\(path ?? key).\(entry.key)", entry.value, in: mapping.document)
            }
            remember(path ?? key, options.value("column") ?? node, in: mapping.document)
            var channel = Channel(column ?? "")
            channel.label = options.string("label")
            channel.format = options.string("format")
            channel.scale = options.choice("scale", as: Channel.ScaleKind.self)
            channel.minimum = options.number("min")
            channel.maximum = options.number("max")
            channel.order = (options.strings("order") ?? []).map(\.text)
            channel.sort = options.choice("sort", as: Channel.Sort.self)
            if column == nil { options.reportMissing("column") }
            mapping.report(options.finish())
            return column == nil ? nil : channel
        case .sequence:
            mapping.report(
                "wrong-type", "'\(key)' names one column, not a list", at: node,
                help: "several columns become one with UNION ALL in the query, and 'series' tells them apart")
            return nil
        case .alias: return nil
        }
    }

    /// The marks over the chart's own. Their places are remembered as `layers.0`, `layers.0.y` and so on.
    private mutating func layers(_ mapping: inout YAMLMapping) -> [ChartLayer] {
        guard let node = mapping.value("layers") else { return [] }
        var layers: [ChartLayer] = []
        for (index, item) in (node.sequence.map { Array($0) } ?? [node]).enumerated() {
            var options = YAMLMapping(item, of: "layer \(index + 1)", in: mapping.document)
            // Layers that cannot be read are left out: findings count the others.
            let path = "layers.\(layers.count)"
            remember(path, item, in: mapping.document)
            for entry in options.entries { remember("\(path).\(entry.key)", entry.value, in: mapping.document) }
            let kind = options.choice("mark", as: ChartLayer.Kind.self)
            let (y, series) = (
                channel("y", &options, as: "\(path).y"), channel("series", &options, as: "\(path).series")
            )
            let layer = ChartLayer(
                kind ?? .line, y: y, series: series, value: options.number("value"), at: options.string("at"),
                label: options.string("label"))
            if item.mapping != nil, options.value("mark") == nil {
                options.reportMissing(
                    "mark",
                    help: "'mark' is one of \(ChartLayer.Kind.allCases.map(\.rawValue).joined(separator: ", "))")
            }
            mapping.report(options.finish())
            // A layer whose mark is unknown was reported; checking it as another would only confuse.
            if kind != nil { layers.append(layer) }
        }
        return layers
    }

    /// A list of mappings; a single mapping counts as a list of one.
    private mutating func items<Item>(
        _ key: String, _ mapping: inout YAMLMapping, _ read: (inout YAMLMapping) -> Item?
    ) -> [Item] {
        guard let node = mapping.value(key) else { return [] }
        var result: [Item] = []
        for item in node.sequence.map({ Array($0) }) ?? [node] {
            var options = YAMLMapping(item, of: "'\(key)'", in: mapping.document)
            // Items that cannot be read are left out: findings count the others.
            let path = "\(key).\(result.count)"
            remember(path, item, in: mapping.document)
            for entry in options.entries { remember("\(path).\(entry.key)", entry.value, in: mapping.document) }
            if item.mapping != nil {
                if let value = read(&options) {
                    result.append(value)
                } else if options.diagnostics.isEmpty {
                    options.reportMissing(key == "annotations" ? "text" : "value")
                }
            }
            mapping.report(options.finish())
        }
        return result
    }
}
