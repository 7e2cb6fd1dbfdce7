import Analyzers
import Charting
import Columnar
import QueryPlan

extension FigureAssembler {
    /// A chart with its rows, and the earlier period's where they compare.
    func figure(_ cell: Cell, _ chart: ChartCell) throws(ValueFailure) -> ChartFigure {
        let key = try table(named: chart.from, for: cell)
        let rows = try tables.table(key)
        let planner = tables.planner
        var comparison: Table?
        if chart.comparesPrior, !planner.isTimeless(key), let earlier = try? tables.table(key, offset: -1),
            earlier.rowCount > 0
        {
            comparison = earlier
        }
        var specification = chart.specification
        specification.showsComparison = comparison != nil
        describe(&specification, by: catalog.description(ofTable: chart.from))
        let window = planner.window(of: key)
        let input = ChartInput(
            table: rows, comparison: comparison, zone: zone, periodLabel: period.shortLabel,
            comparisonLabel: period.prior.shortLabel, timeDomain: window.bounds(for: period),
            comparisonDomain: window.bounds(for: period.prior))
        return ChartFigure(
            id: cell.id, title: specification.title, caption: specification.caption, width: chart.width,
            specification: specification, input: input)
    }

    /// The query behind a chart's or table's `from`.
    func table(named name: String, for cell: Cell) throws(ValueFailure) -> QueryKey {
        switch catalog.table(named: name) {
        case .success(let key): return key
        case .failure(let problem):
            throw ValueFailure(
                cell: cell.id, failure: QueryFailure(fault: .query, diagnostic: problem.diagnostic(at: cell.place)))
        }
    }

    /// Names the channels as the analyzer names its columns, where the author did not.
    private func describe(_ specification: inout ChartSpecification, by table: TableDescription?) {
        guard let table else { return }
        func named(_ channel: Channel?) -> Channel? {
            guard var channel else { return nil }
            let column = table.columns.first { $0.name.lowercased() == channel.column.lowercased() }
            if channel.label == nil { channel.label = column?.label }
            return channel
        }
        specification.x = named(specification.x)
        specification.y = named(specification.y)
        specification.series = named(specification.series)
        specification.value = named(specification.value)
        specification.size = named(specification.size)
        specification.from = named(specification.from)
        specification.to = named(specification.to)
        specification.facet = named(specification.facet)
        specification.quantiles = specification.quantiles.mapValues { named($0) ?? $0 }
        for index in specification.layers.indices {
            specification.layers[index].y = named(specification.layers[index].y)
        }
        if specification.unit == nil {
            let measure = specification.value ?? specification.y
            specification.unit = table.columns.first { $0.name == measure?.column }?.unit
        }
    }
}
