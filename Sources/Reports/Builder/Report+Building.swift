public import Columnar
import Diagnostics

extension Report {
    /// A report written in Swift; the same value that a notebook with the same content gives, but for places.
    ///
    /// ```swift
    /// let report = try Report("weekly", title: "Weekly Payments") {
    ///     "# Payments\n\nVolume was `= payments.total_volume as ,.0f` π."
    ///     Section("payments", analyzer: "payment_patterns")
    ///     Query("by_day", "SELECT date_trunc('day', timestamp) AS day, count(*) AS n FROM payments GROUP BY 1")
    ///     Chart("trend", from: "by_day", ChartSpecification(.line, x: "day", y: "n"))
    ///     If("payments.anomaly_count > 0") { "> [!WARNING]\n> Look at the anomalies." }
    ///     Assert("positive", "SELECT * FROM payments WHERE amount < 0")
    /// }
    /// ```
    /// - Throws: `DiagnosticsError` with everything that is wrong in texts and ids. Names of sources and columns are checked by
    ///   `ReportRunner.check`.
    public init(
        _ id: String, title: String, kicker: String? = nil, description: String? = nil, schedule: String? = nil,
        zone: ZoneRules? = nil, period: PeriodSettings = PeriodSettings(), parameters: [ParameterDeclaration] = [],
        pages: PageSettings? = nil, @ReportBuilder content: () -> [any ReportItem]
    ) throws {
        var building = ReportContent(name: "report '\(id)'")
        var fires: Schedule?
        if let schedule {
            do throws(ScheduleProblem) { fires = try Schedule(schedule) } catch {
                building.report("bad-schedule", error.message, help: error.help)
            }
        }
        let body = building.nodes(of: content())
        building.parser.checkFootnotes()
        if building.parser.diagnostics.hasErrors {
            throw DiagnosticsError(building.parser.diagnostics.sortedForReading())
        }
        self.init(
            id: id, title: title, kicker: kicker, description: description, schedule: fires, zone: zone,
            period: period, parameters: parameters, pages: pages, cells: building.parser.cells, body: body,
            footnotes: building.parser.footnotes)
    }
}
