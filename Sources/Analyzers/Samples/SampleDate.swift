import Columnar

/// A day of a sample, with its date spelt once for all its rows.
struct SampleDate {
    /// Days since 1970-01-01, in UTC.
    let day: Int
    /// The date as `2026-11-09`.
    let text: [UInt8]

    init(day: Int) {
        self.day = day
        text = Array(CivilDate(daysSinceEpoch: day).description.utf8)
    }
}
