import Columnar

/// The categories along an axis: their keys in order and how they read.
struct CategoryAxis {
    /// The keys in order.
    private(set) var keys: [Scalar]
    /// How each key reads.
    private(set) var labels: [String]
    /// The place of each key.
    private(set) var places: [Scalar: Int]
    /// Categories left out.
    private(set) var omitted = 0
    /// True for times and hours: neighbours follow each other, so labels may be thinned.
    let isSequence: Bool

    /// The categories of a channel. `weights` are sums by row for sorting by value.
    ///
    /// Order: `channel.order`, else `channel.sort`, else a natural order (phases, weekdays, months), else numbers and times
    /// ascending, else as the rows come. Hours and weekdays as numbers are completed to the whole day and week, days to the
    /// whole `timeDomain`.
    init(_ values: ChannelValues, input: ChartInput, weights: [Double?]? = nil, limit: Int? = nil) {
        var keys: [Scalar] = []
        var totals: [Scalar: Double] = [:]
        for (row, scalar) in values.scalars.enumerated() {
            if totals[scalar] == nil { keys.append(scalar) }
            totals[scalar, default: 0] += weights?[row] ?? 0
        }
        let isTime = values.type == .date || values.type == .timestamp
        isSequence = isTime || values.type.isNumeric
        let names = keys.map(\.text)
        let name = values.channel.column.lowercased()
        let integers = keys.compactMap(\.asInt64)
        let isHour =
            name.contains("hour") && integers.count == keys.count && integers.allSatisfy { (0...23).contains($0) }
        let isWeekday =
            (name.contains("weekday") || name.contains("dow")) && integers.count == keys.count
            && integers.allSatisfy { (1...7).contains($0) }
        if !keys.isEmpty, isHour { keys = (0...23).map { .int64($0) } }
        if !keys.isEmpty, isWeekday { keys = (1...7).map { .int64($0) } }
        if isTime, values.channel.sort == nil { keys = CategoryAxis.completed(keys, input: input) }
        func ascending(_ a: Scalar, _ b: Scalar) -> Bool {
            switch (a, b) {
            case (.null, _): false
            case (_, .null): true
            case (.date(let a), .date(let b)): a < b
            case (.timestamp(let a), .timestamp(let b)): a < b
            case (.string(let a), .string(let b)): a < b
            default: (a.asDouble ?? 0) < (b.asDouble ?? 0)
            }
        }
        let ranked = Dictionary(keys.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        func stable(_ a: Scalar, _ b: Scalar) -> Bool { (ranked[a] ?? 0) < (ranked[b] ?? 0) }
        switch values.channel.sort {
        case .data: break
        case .ascending: keys.sort { ascending($0, $1) }
        case .descending: keys.sort { ascending($1, $0) }
        case .value:
            keys.sort { (totals[$0] ?? 0, ranked[$0] ?? 0) < (totals[$1] ?? 0, ranked[$1] ?? 0) }
        case .descendingValue:
            keys.sort { (-(totals[$0] ?? 0), ranked[$0] ?? 0) < (-(totals[$1] ?? 0), ranked[$1] ?? 0) }
        case nil:
            if isSequence {
                keys.sort { ascending($0, $1) }
            } else if values.channel.order.isEmpty, let order = SeriesPalette.naturalOrder(of: names) {
                if SeriesPalette.levels(of: names) == nil {
                    keys = CategoryAxis.arranged(keys, order: order, by: stable)
                }
            }
        }
        if !values.channel.order.isEmpty {
            keys = CategoryAxis.arranged(keys, order: values.channel.order.map { $0.lowercased() }, by: stable)
        }
        if let limit, keys.count > limit {
            omitted = keys.count - limit
            keys = Array(keys.prefix(limit))
        }
        self.keys = keys
        let isFamily = SeriesPalette.isFamily(names)
        labels = keys.map { key in
            if isWeekday, let day = key.asInt64 { return String(TimeFormat.weekdays[Int(day) - 1].prefix(3)) }
            if isHour, let hour = key.asInt64 { return padded(Int(hour), 2) }
            if isFamily, case .string(let text) = key { return ChartWords.capitalized(text) }
            return ValueText.category(key, channel: values.channel, zone: input.zone, among: keys)
        }
        places = Dictionary(keys.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// The number of categories.
    var count: Int { keys.count }

    /// The place of a category as authors write it: its value, its label, or a time in `zone`.
    func find(_ text: String, zone: ZoneRules) -> Int? {
        let lowered = text.lowercased()
        if let place = keys.firstIndex(where: { $0.text.lowercased() == lowered }) { return place }
        if let place = labels.firstIndex(where: { $0.lowercased() == lowered }) { return place }
        guard let instant = TimestampText.microseconds(text, zone: zone) else { return nil }
        let day = Moment(utc: instant, zone: zone).date.daysSinceEpoch
        return places[.timestamp(instant)] ?? places[.date(Int32(clamping: day))]
    }

    /// Names in `order` first, the others behind as they are.
    private static func arranged(
        _ keys: [Scalar], order: [String], by stable: (Scalar, Scalar) -> Bool
    ) -> [Scalar] {
        let place = Dictionary(order.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        return keys.sorted { a, b in
            let (left, right) = (place[a.text.lowercased()] ?? .max, place[b.text.lowercased()] ?? .max)
            return left == right ? stable(a, b) : left < right
        }
    }

    /// The days of the period that the data skips, when all keys are days and the period is not long.
    private static func completed(_ keys: [Scalar], input: ChartInput) -> [Scalar] {
        guard let domain = input.timeDomain, domain.to > domain.from else { return keys }
        let first = Moment(utc: domain.from, zone: input.zone).date.daysSinceEpoch
        let last = Moment(utc: domain.to - 1, zone: input.zone).date.daysSinceEpoch
        guard last - first < 62, last >= first else { return keys }
        var known = Set(keys)
        var result = keys
        let areDates = keys.allSatisfy { if case .date = $0 { true } else { false } }
        let areMidnights = keys.allSatisfy {
            if case .timestamp(let value) = $0 { Moment(utc: value, zone: input.zone).isMidnight } else { false }
        }
        guard areDates || areMidnights, !keys.isEmpty else { return keys }
        // Weeks and months start at midnight too: only days that follow each other make a row of days.
        let days = keys.compactMap { key -> Int? in
            switch key {
            case .date(let day): Int(day)
            case .timestamp(let instant): Moment(utc: instant, zone: input.zone).date.daysSinceEpoch
            default: nil
            }
        }.sorted()
        let isDaily = zip(days.dropFirst(), days).contains { $0 - $1 == 1 } || (days.count == 1 && last - first < 8)
        guard isDaily else { return keys }
        for day in first...last {
            let key: Scalar =
                areDates
                ? .date(Int32(day)) : .timestamp(input.zone.utcMicroseconds(local: Int64(day) * 86_400_000_000))
            if known.insert(key).inserted { result.append(key) }
        }
        return result
    }
}
