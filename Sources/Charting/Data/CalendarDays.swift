import Columnar

/// Values by day on a zone's calendar, and the days a calendar shows.
struct CalendarDays {
    /// Years a calendar can show; earlier days are left out.
    private static let mostDays = 3660

    /// The sum of each day's values.
    private(set) var values: [Int: Double] = [:]
    /// The first and last day shown, as days since 1970.
    private(set) var first = 0
    private(set) var last = -1
    /// Days with a value that lie too early to be shown.
    private(set) var omitted = 0

    /// Adds up the rows of each day; rows without a day or value count nothing. The shown days are the data's, or the whole period
    /// where the data lies inside it.
    init(_ day: ChannelValues, _ value: ChannelValues, input: ChartInput) {
        for row in day.scalars.indices {
            guard let number = value.numbers[row] else { continue }
            let place: Int
            switch day.scalars[row] {
            case .date(let days): place = Int(days)
            case .timestamp(let micros): place = Moment(utc: micros, zone: input.zone).date.daysSinceEpoch
            default: continue
            }
            values[place, default: 0] += number
        }
        guard var low = values.keys.min(), var high = values.keys.max() else { return }
        if let domain = input.timeDomain, domain.to > domain.from {
            let from = Moment(utc: domain.from, zone: input.zone).date.daysSinceEpoch
            let to = Moment(utc: domain.to - 1, zone: input.zone).date.daysSinceEpoch
            if from <= low, high <= to, to - from < CalendarDays.mostDays { (low, high) = (from, to) }
        }
        if high - low >= CalendarDays.mostDays {
            low = high - CalendarDays.mostDays + 1
            omitted = values.keys.count { $0 < low }
        }
        (first, last) = (low, high)
    }

    /// The Monday on or before the first day.
    var firstMonday: Int { first - (first + 3).flooredRemainder(by: 7) }
    /// Weeks that hold a shown day.
    var weeks: Int { last < first ? 0 : (last - firstMonday) / 7 + 1 }
    /// The shown days with a value, in order.
    var known: [(day: Int, value: Double)] {
        values.filter { $0.key >= first && $0.key <= last }.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }
}
