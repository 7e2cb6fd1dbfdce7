import Analyzers
import Columnar
import Diagnostics
import QueryPlan

/// Plans a report's queries, each for any period: cells that read cells embed their plans.
///
/// A cell without a window of its own is read through its reader's. Plans are kept, so that asking twice costs nothing.
struct CellPlanner {
    /// The queries by key.
    let definitions: [QueryKey: QueryDefinition]
    /// The sources by name; one that could not be described fails every query that reads it.
    let sources: [String: Result<PlannedSource, PlanFailure>]
    /// The report's period; nil to plan over all of time, as an analysis without a report does.
    let period: Period?
    /// The values for `:name`.
    let parameters: [String: Parameter]
    /// The zone for literals and calendars.
    let zone: ZoneRules
    /// The values of `:period_from` and `:period_to` when there is no period.
    var span: (from: Int64?, to: Int64?) = (nil, nil)
    /// Cells that are written but could not be read, in small letters.
    var unreadCells: Set<String> = []

    /// Where the queries planned so far write the expressions that may fail on some row.
    private(set) var places: [QueryKey: [PlacedExpression]] = [:]

    /// The rows of the report's own period of every source that queries planned so far look at through it, by the source's name. Sources
    /// without a time, and those that are only seen through windows of cells, are not among them.
    private(set) var periodScans: [String: LogicalPlan] = [:]

    private var planned: [Request: Result<LogicalPlan, PlanFailure>] = [:]
    private var underWay: [QueryKey] = []

    private struct Request: Hashable {
        var key: QueryKey
        var offset: Int
        var window: CellWindow
    }

    init(
        definitions: [QueryKey: QueryDefinition], sources: [String: Result<PlannedSource, PlanFailure>],
        period: Period?,
        parameters: [String: Parameter], zone: ZoneRules
    ) {
        self.definitions = definitions
        self.sources = sources
        self.period = period
        self.parameters = parameters
        self.zone = zone
    }

    /// The plan of a query for the period `offset` steps from the report's, seen through `window` unless it has its own.
    mutating func plan(
        _ key: QueryKey, offset: Int = 0, through window: CellWindow = .period
    ) -> Result<LogicalPlan, PlanFailure> {
        let request = Request(key: key, offset: offset, window: definitions[key]?.window ?? window)
        if let plan = planned[request] { return plan }
        underWay.append(key)
        let result = makePlan(request)
        underWay.removeLast()
        // A plan that stopped at a circle depends on where the circle was entered; it is told there and not kept.
        planned[request] = result
        return result
    }

    private mutating func makePlan(_ request: Request) -> Result<LogicalPlan, PlanFailure> {
        let key = request.key
        if key.part == ReportCatalog.wholeSource, let source = sources[key.cell] {
            return scan(source, request)
        }
        guard let definition = definitions[key] else { return .failure(PlanFailure([])) }
        var context = PlanningContext(
            tables: [:], parameters: allParameters(request), window: nil, zone: zone)
        let wanted = definition.query.tables
        for name in wanted {
            switch table(name, of: definition, request) {
            case nil: break
            case .success(let plan)?:
                context.tables[name] = .query(plan)
                if cellKey(name) == nil, case .success(let source)? = source(name), source.isSampled {
                    context.sampledTables.insert(name)
                }
            case .failure(let failure)?: return .failure(failure)
            }
        }
        // Names that could have been meant, for suggestions only: a plan whose FROM names one of them is never used.
        let known = Set(context.tables.keys.map { $0.lowercased() })
        if wanted.contains(where: { !known.contains($0.lowercased()) }) {
            for name in tableNames(of: definition) where !known.contains(name.lowercased()) {
                if !wanted.contains(where: { $0.lowercased() == name.lowercased() }) {
                    context.tables[name] = .query(.values([], schema: Schema([])))
                }
            }
        }
        // What a cell that could not be read would have brought, nobody knows.
        if let name = wanted.first(where: { unreadCells.contains($0.lowercased()) && context.tables[$0] == nil }) {
            return .failure(PlanFailure([dependencyFailure(name, definition, notes: [])]))
        }
        let result = QueryPlanner.plan(definition.query, context: context)
        guard let plan = result.plan else { return .failure(PlanFailure(result.diagnostics)) }
        places[key] = result.places
        return .success(definition.output.map { CellPlanner.cast(plan, to: $0) } ?? plan)
    }

    /// What `FROM name` reads; nil when there is nothing of that name.
    private mutating func table(
        _ name: String, of definition: QueryDefinition, _ request: Request
    ) -> Result<LogicalPlan, PlanFailure>? {
        var name = name
        var role: AnalyzerBinding.Role?
        if let roles = definition.roles {
            guard let found = roles.first(where: { $0.role.name.lowercased() == name.lowercased() }) else { return nil }
            role = found
            name = found.table
        }
        let plan: Result<LogicalPlan, PlanFailure>
        // A cell that is called like a source and reads that name means the source, not itself.
        if let key = cellKey(name), key != request.key || source(name) == nil {
            guard !underWay.contains(key) else { return .failure(circle(back: key, definition)) }
            plan = self.plan(key, offset: request.offset, through: request.window)
            if case .failure(let failure) = plan, key != request.key {
                let notes = failure.diagnostics.prefix(1).map(\.message)
                return .failure(PlanFailure([dependencyFailure(name, definition, notes: notes)]))
            }
        } else if let source = source(name) {
            plan = scan(source, request, timeColumn: role?.role.timeColumn)
        } else {
            return nil
        }
        guard let role, !role.casts.isEmpty else { return plan }
        return plan.map { CellPlanner.cast($0, to: role.casts, keepingOthers: true) }
    }

    private func dependencyFailure(_ name: String, _ definition: QueryDefinition, notes: [String]) -> Diagnostic {
        Diagnostic(
            "failed-dependency", .error, "it reads '\(name)', which cannot be planned",
            file: definition.sql.source.path, range: definition.sql.source.range(definition.sql.offsets), notes: notes)
    }

    private mutating func scan(
        _ source: Result<PlannedSource, PlanFailure>, _ request: Request, timeColumn: String? = nil
    ) -> Result<LogicalPlan, PlanFailure> {
        do throws(PlanFailure) {
            let source = try source.get()
            let plan = try source.plan(in: bounds(request), timeColumn: timeColumn)
            if request.offset == 0, request.window == .period, case .filter = plan { periodScans[source.name] = plan }
            return .success(plan)
        } catch {
            return .failure(error)
        }
    }

    private func bounds(_ request: Request) -> (from: Int64, to: Int64)? {
        period.flatMap { request.window.bounds(for: $0.advanced(by: request.offset)) }
    }

    private func allParameters(_ request: Request) -> [String: Parameter] {
        var all = parameters
        let bounds = bounds(request) ?? period.map { $0.advanced(by: request.offset) }.map { ($0.from, $0.to) }
        let from = bounds?.from ?? span.from
        let to = bounds?.to ?? span.to
        all["period_from"] = Parameter(type: .timestamp, value: from.map { .timestamp($0) } ?? .null)
        all["period_to"] = Parameter(type: .timestamp, value: to.map { .timestamp($0) } ?? .null)
        return all
    }

    /// A query cell by name: exactly, else without regard to case.
    private func cellKey(_ name: String) -> QueryKey? {
        if definitions[QueryKey(name)] != nil { return QueryKey(name) }
        return definitions.keys.filter { $0.part == "result" && $0.cell.lowercased() == name.lowercased() }
            .min { $0.cell < $1.cell }
    }

    private func source(_ name: String) -> Result<PlannedSource, PlanFailure>? {
        sources[name]
            ?? sources.keys.filter { $0.lowercased() == name.lowercased() }.min().flatMap { sources[$0] }
    }

    private func tableNames(of definition: QueryDefinition) -> [String] {
        definition.roles?.map(\.role.name)
            ?? (definitions.keys.filter { $0.part == "result" }.map(\.cell) + sources.keys)
    }

    private func circle(back key: QueryKey, _ definition: QueryDefinition) -> PlanFailure {
        let start = underWay.firstIndex(of: key) ?? 0
        let path = (underWay[start...].map(\.cell) + [key.cell]).map { "'\($0)'" }.joined(separator: " reads ")
        return PlanFailure([
            Diagnostic(
                "circular-query", .error, "queries read each other in a circle: \(path)",
                file: definition.sql.source.path, range: definition.sql.source.range(definition.sql.offsets))
        ])
    }

    /// The plan with columns cast to the types of `fields`, found by position, or by name when other columns are kept.
    private static func cast(_ plan: LogicalPlan, to fields: [Field], keepingOthers: Bool = false) -> LogicalPlan {
        var changed = false
        let columns = plan.schema.fields.enumerated().map { position, field -> Named<Expression> in
            let column = Expression.column(index: position, name: field.name, type: field.type)
            let wanted =
                keepingOthers
                ? fields.first { $0.name.lowercased() == field.name.lowercased() }
                : position < fields.count ? fields[position] : nil
            guard let wanted, wanted.type != field.type else { return Named(field.name, column) }
            changed = true
            return Named(field.name, .cast(column, to: wanted.type, orNull: false))
        }
        return changed ? .project(columns, plan) : plan
    }
}
