package import Columnar

/// The data behind a chart and what is known about its time.
package struct ChartInput: Sendable {
    /// The rows.
    package var table: Table
    /// The same query's rows for the earlier period, with the same columns, drawn quietly; nil for none.
    package var comparison: Table?
    /// The rows of all small charts, which share their scales; nil where a chart stands alone.
    var whole: Table?
    /// The calendar of time axes.
    package var zone: ZoneRules
    /// What the rows are called next to the comparison, such as `this week`.
    package var periodLabel: String
    /// What the comparison is called, such as `week before`.
    package var comparisonLabel: String
    /// The period, from inclusive to exclusive, in microseconds since 1970: a time axis covers it whole. Nil for the data's extent.
    package var timeDomain: (from: Int64, to: Int64)?
    /// The comparison's period: its times are moved onto `timeDomain`. Nil for the same length just before.
    package var comparisonDomain: (from: Int64, to: Int64)?

    /// The rows that scales span.
    var scaleTable: Table { whole ?? table }

    /// Data for a chart; only the rows are needed.
    package init(
        table: Table, comparison: Table? = nil, zone: ZoneRules = .utc, periodLabel: String = "this period",
        comparisonLabel: String = "period before", timeDomain: (from: Int64, to: Int64)? = nil,
        comparisonDomain: (from: Int64, to: Int64)? = nil
    ) {
        self.table = table
        self.comparison = comparison
        self.zone = zone
        self.periodLabel = periodLabel
        self.comparisonLabel = comparisonLabel
        self.timeDomain = timeDomain
        self.comparisonDomain = comparisonDomain
    }
}
