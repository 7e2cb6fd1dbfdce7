import Columnar

/// Instants as text.
package enum InstantText {
    /// RFC 3339 in UTC with whole seconds: `2026-11-16T00:00:00Z`.
    package static func rfc3339(_ microseconds: Int64) -> String {
        TimestampText.rfc3339(microseconds: microseconds - microseconds.flooredRemainder(by: 1_000_000))
    }
}
