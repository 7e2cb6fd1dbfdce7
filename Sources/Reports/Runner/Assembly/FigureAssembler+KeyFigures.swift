import Analyzers
import Charting
import Columnar

extension FigureAssembler {
    /// Key figures with their changes and histories.
    func keyFigures(_ cell: Cell, _ bodies: [KeyFigureCell]) throws(ValueFailure) -> [KeyFigure] {
        var figures: [KeyFigure] = []
        var ids: Set<String> = []
        for body in bodies {
            let known = known(body.value)
            let value = try evaluator.value(body.value)
            let format = body.format ?? known?.format
            let name = FigureAssembler.name(of: body.value)
            var id = "\(cell.id)-\(name)"
            while !ids.insert(id).inserted { id += "-again" }
            figures.append(
                KeyFigure(
                    id: id, label: body.label ?? known?.label ?? ValueText.words(name),
                    value: ValueText.text(value, format: format, zone: zone),
                    unit: value.isNull ? nil : body.unit ?? known?.unit,
                    description: body.description ?? known?.description,
                    change: change(of: body, known, from: value, format: format),
                    history: history(of: body, until: value),
                    historyLabels: []))
            let last = figures.count - 1
            if !figures[last].history.isEmpty {
                figures[last].historyLabels = (0..<figures[last].history.count).map {
                    period.advanced(by: $0 - figures[last].history.count + 1).shortLabel
                }
            }
        }
        return figures
    }

    /// The values of a row of key figures, for `report.json`, under the names of the figures.
    func values(of bodies: [KeyFigureCell]) -> [(name: String, value: Scalar)] {
        bodies.map { (FigureAssembler.name(of: $0.value), (try? evaluator.value($0.value)) ?? .null) }
    }

    private func known(_ expression: ValueExpression) -> ValueDescription? {
        guard case .path(let steps) = expression.node else { return nil }
        return catalog.description(ofValue: steps)
    }

    /// The last name of a path; `value` for anything else.
    private static func name(of expression: ValueExpression) -> String {
        guard case .path(let steps) = expression.node, case .name(let name)? = steps.last else {
            if case .call(let function, let arguments) = expression.node, let first = arguments.first {
                return "\(function.rawValue)_\(self.name(of: first))"
            }
            return "value"
        }
        return name
    }

    /// The change on the period before; nil where the figure tells none, where there was no value, and where the figure sees no time.
    private func change(
        of body: KeyFigureCell, _ known: ValueDescription?, from value: Scalar, format: String?
    ) -> KeyFigure.Change? {
        let kind = body.change ?? known.flatMap { KeyFigureCell.Change(rawValue: $0.change.rawValue) } ?? .relative
        guard report.period.comparesPrior, kind != .none, !isTimeless(body.value),
            let earlier = try? evaluator.value(body.value, offset: -1)
        else { return nil }
        let difference = PeriodComparison.change(value, earlier)
        let shown = kind == .relative ? PeriodComparison.delta(value, earlier) : difference
        guard let amount = difference.asDouble, !shown.isNull else { return nil }
        let text =
            kind == .relative
            ? ValueText.text(shown, format: "+.1%", zone: zone) : signed(shown, format: format)
        let good = body.good ?? known.flatMap { KeyFigureCell.Direction(rawValue: $0.good.rawValue) } ?? .none
        let isVisible = text.contains { ("1"..."9").contains($0) }
        let tone: KeyFigure.Tone =
            good == .none || amount == 0 || !isVisible ? .neutral : (amount > 0) == (good == .up) ? .good : .bad
        return KeyFigure.Change(text: text, basis: "on \(period.prior.shortLabel)", tone: tone)
    }

    /// The value in its own format, with a sign also when it is positive.
    private func signed(_ value: Scalar, format: String?) -> String {
        var parsed = format.flatMap { try? NumberFormat($0) }
        parsed?.sign = "+"
        switch (parsed, value) {
        case (let parsed?, .int64(let number)): return parsed.format(number)
        case (let parsed?, .double(let number)): return parsed.format(number)
        case (let parsed?, .decimal(let number)): return parsed.format(number)
        default:
            let text = ValueText.text(value, format: nil, zone: zone)
            return (value.asDouble ?? 0) > 0 ? "+\(text)" : text
        }
    }

    /// The values of the earlier periods and this one; empty when there are not at least two.
    private func history(of body: KeyFigureCell, until value: Scalar) -> [Double?] {
        guard body.showsHistory ?? true, report.period.comparesPrior, value.asDouble != nil, !isTimeless(body.value)
        else { return [] }
        var values: [Double?] = []
        for step in stride(from: -ReportPlanner.historyLength, to: 0, by: 1) {
            let earlier = try? evaluator.value(body.value, offset: step)
            values.append(earlier?.asDouble.flatMap { $0.isFinite ? $0 : nil })
        }
        values.append(value.asDouble.flatMap { $0.isFinite ? $0 : nil })
        return values.filter { $0 != nil }.count > 1 ? values : []
    }

    /// True when every query behind the expression sees the same rows in every period.
    private func isTimeless(_ expression: ValueExpression) -> Bool {
        let keys = expression.paths.compactMap { path -> QueryKey? in
            switch catalog.resolve(path, loops: []) {
            case .success(.column(let key, _, _)), .success(.table(let key)), .success(.passed(let key)): key
            default: nil
            }
        }
        return keys.allSatisfy { tables.planner.isTimeless($0) }
    }
}
