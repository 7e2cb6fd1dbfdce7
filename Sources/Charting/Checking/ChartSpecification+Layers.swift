import Columnar
import Diagnostics

extension ChartSpecification {
    /// What does not fit in layers. Options are named as authors find them: `layers.0.y` is the first layer's `y`.
    func layerProblems(for schema: Schema, comparesPrior: Bool?) -> [ChartProblem] {
        guard !layers.isEmpty else { return [] }
        var problems: [ChartProblem] = []
        if orientation == .horizontal {
            problems.append(
                ChartProblem(
                    option: "orientation", message: "layers need upright bars",
                    help: "remove 'orientation', or draw the layers as charts of their own"))
        }
        if stacking == .normalized {
            problems.append(
                ChartProblem(
                    option: "stacking", message: "layers share the axis of values, which shares of a total are not",
                    help: "use 'stacked', or compute the shares in the query"))
        }
        if comparesPrior == true {
            problems.append(
                ChartProblem(
                    option: "compare", message: "a chart with layers does not draw the period before",
                    help: "remove 'compare', or query the earlier values as a column and add a layer"))
        }
        if layers.count > 4 {
            problems.append(
                ChartProblem(
                    option: "layers", message: "a chart has at most 4 layers over its own mark, not \(layers.count)"))
        }
        for (index, layer) in layers.enumerated() {
            let path = "layers.\(index)"
            for (option, channel) in [("y", layer.y), ("series", layer.series)] {
                guard let channel else { continue }
                guard let column = schema.index(of: channel.column) else {
                    problems.append(
                        ChartProblem(
                            option: "\(path).\(option)", message: "the data has no column '\(channel.column)'",
                            help: NearMatch.help(channel.column, among: schema.names), isAboutColumns: true))
                    continue
                }
                let type = schema.fields[column].type
                if option == "y", !type.isNumeric, type != .null {
                    problems.append(
                        ChartProblem(
                            option: "\(path).y",
                            message:
                                "'y' of a \(layer.kind.rawValue) layer must be a number, but column '\(channel.column)' is a \(type.name)"
                        ))
                }
            }
            if layer.kind == .rule {
                let places = [layer.value != nil, layer.y != nil, layer.at != nil].count { $0 }
                if places != 1 {
                    problems.append(
                        ChartProblem(
                            option: path,
                            message: places == 0
                                ? "a rule needs a place"
                                : "a rule stands at one of 'value', 'y' and 'at', not at several",
                            help: "'value' is a number, 'y' a column of numbers, 'at' a position along x"))
                }
                if layer.series != nil {
                    problems.append(ChartProblem(option: "\(path).series", message: "a rule has no 'series'"))
                }
            } else {
                if layer.y == nil {
                    problems.append(
                        ChartProblem(
                            option: path, message: "a \(layer.kind.rawValue) layer needs 'y'",
                            help: "'y' names the column of the values"))
                }
                for (option, isSet) in [("value", layer.value != nil), ("at", layer.at != nil)] where isSet {
                    problems.append(
                        ChartProblem(
                            option: "\(path).\(option)", message: "a \(layer.kind.rawValue) layer has no '\(option)'",
                            help: "'\(option)' belongs to rules"))
                }
            }
        }
        return problems
    }

    /// Notes and upright rules whose place cannot be one of the position axis.
    func annotationProblems(_ type: DataType?) -> [ChartProblem] {
        guard let x, let type else { return [] }
        var places = annotations.enumerated().map { ("annotations.\($0).x", "an annotation's 'x'", $1.x) }
        places += layers.enumerated().compactMap { index, layer in
            layer.at.map { ("layers.\(index).at", "a rule's 'at'", $0) }
        }
        return places.compactMap { option, what, text in
            switch type {
            case .date, .timestamp:
                guard x.scale == nil || x.scale == .time, TimestampText.microseconds(text, zone: .utc) == nil else {
                    return nil
                }
                return ChartProblem(
                    option: option, message: "\(what) must be a time, as column '\(x.column)' is, not '\(text)'",
                    help: "write a time as 2026-11-13 or 2026-11-13T05:00")
            case .int64, .double, .decimal:
                guard x.scale == nil || x.scale == .linear || x.scale == .log, mark != .bar, mark != .box,
                    Double(text) == nil
                else { return nil }
                return ChartProblem(
                    option: option, message: "\(what) must be a number, as column '\(x.column)' is, not '\(text)'")
            case .string, .boolean, .null: return nil
            }
        }
    }
}
