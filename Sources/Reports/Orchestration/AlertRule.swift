public import Columnar
public import QueryPlan

/// A condition over a run's figures that somebody wants to hear of, as the front matter's `alert` writes it.
///
/// ```yaml
/// alert: resonance.average_resonance < 0.5
/// alert:
///   - resonance.average_resonance < 0.5
///   - {when: payments.anomaly_count > 20, severity: critical, message: Unusually many anomalies}
/// ```
public struct AlertRule: Hashable, Sendable {
    /// How bad it is.
    public enum Severity: String, Hashable, Sendable, CaseIterable {
        case warning, critical
    }

    /// The condition as it was written: it names the rule in the history.
    public var text: String
    /// The condition; an alert fires when it is true, and not when it is false or has no value.
    public var condition: ValueExpression
    /// How bad it is.
    public var severity: Severity
    /// One sentence for whoever hears of it; nil when the author gave none.
    public var message: String?

    /// A rule by its parts.
    public init(text: String, condition: ValueExpression, severity: Severity = .warning, message: String? = nil) {
        self.text = text
        self.condition = condition
        self.severity = severity
        self.message = message
    }
}

/// What a run's figures say of a rule.
public struct AlertResult: Hashable, Sendable {
    /// The rule.
    public var rule: AlertRule
    /// True when the condition is; nil when it has no value, because a cell failed or there were no rows.
    public var isFiring: Bool?
    /// The values that the condition looks at, by their paths.
    public var figures: [Named<Scalar>]

    /// A rule's outcome.
    public init(rule: AlertRule, isFiring: Bool?, figures: [Named<Scalar>]) {
        self.rule = rule
        self.isFiring = isFiring
        self.figures = figures
    }
}
