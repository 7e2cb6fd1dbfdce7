import Columnar
package import QueryPlan
package import Reports

/// What one attempt brought: what history keeps of it.
package struct RunRecord: Sendable {
    /// A file that was read.
    package struct Input: Hashable, Sendable, Codable {
        /// The path as the source's declaration leads to it.
        package var path: String
        /// Its length.
        package var bytes: Int64
        /// Its rows; nil when not all of it was read.
        package var rows: Int64?
        /// Its SHA-256 in hexadecimal; nil when it was not read in whole.
        package var digest: String?

        package init(path: String, bytes: Int64, rows: Int64?, digest: String?) {
            self.path = path
            self.bytes = bytes
            self.rows = rows
            self.digest = digest
        }
    }

    /// A single value of a cell, as the text that tables show of it: `resonance.average_resonance`.
    package struct Value: Hashable, Sendable, Codable {
        /// The cell and the value, with a dot between.
        package var name: String
        /// The type's name.
        package var type: String
        /// The exact value as text; nil for null.
        package var text: String?
        /// The value as a number, for sparklines; nil for null, texts and what is not finite.
        package var number: Double?

        package init(name: String, type: String, text: String?, number: Double?) {
            self.name = name
            self.type = type
            self.text = text
            self.number = number
        }

        /// A named value as history keeps it.
        init(_ named: Named<Scalar>) {
            name = named.name
            type = named.value.type.name
            text = named.value.isNull ? nil : named.value.text
            number = named.value.asDouble.flatMap { $0.isFinite ? $0 : nil }
        }
    }

    /// A check in the report.
    package struct Check: Hashable, Sendable, Codable {
        /// The cell's id.
        package var id: String
        /// Whether it held.
        package var passed: Bool
        /// The rows it found; nil when it could not run.
        package var failingRows: Int?

        package init(id: String, passed: Bool, failingRows: Int?) {
            self.id = id
            self.passed = passed
            self.failingRows = failingRows
        }
    }

    /// The period's id.
    package var period: String
    /// The address of the page below the site; nil when there is none.
    package var page: String?
    /// The engine's name and version.
    package var engine: String
    /// Named values of all cells, in order.
    package var values: [Value]
    /// The checks, in order.
    package var checks: [Check]
    /// What the figures say of the report's alerts.
    package var alerts: [AlertResult]
    /// Durations of the stages, in order.
    package var stages: [StageTiming]
    /// The files that were read.
    package var inputs: [Input]
    /// What kept the page from being good; nil when nothing did.
    package var failure: RunFailure?

    /// A record of an attempt.
    package init(
        period: String, page: String?, engine: String, values: [Value] = [], checks: [Check] = [],
        alerts: [AlertResult] = [], stages: [StageTiming] = [], inputs: [Input] = [], failure: RunFailure? = nil
    ) {
        self.period = period
        self.page = page
        self.engine = engine
        self.values = values
        self.checks = checks
        self.alerts = alerts
        self.stages = stages
        self.inputs = inputs
        self.failure = failure
    }

    /// What history keeps of a report's result.
    package init(_ result: ReportResult, page: String?, failure: RunFailure?) {
        self.init(
            period: result.period.id, page: page, engine: result.engine,
            values: result.cells.flatMap { cell in
                cell.values.map { Value(Named("\(cell.id).\($0.name)", $0.value)) }
            },
            checks: result.asserts.map { Check(id: $0.id, passed: $0.passed, failingRows: $0.failingRows) },
            alerts: result.alerts, stages: result.timings,
            inputs: result.sources.flatMap(\.description.files).map {
                Input(path: $0.path, bytes: Int64($0.bytes), rows: $0.rows.map(Int64.init), digest: $0.sha256)
            },
            failure: failure)
    }
}
