import Columnar

/// The horizontal axis of lines, areas and points: numbers, times or categories along a range.
struct PositionAxis {
    /// What the positions are.
    enum Kind {
        case number(ValueAxis)
        case time(LinearScale)
        case category(CategoryAxis, BandScale)
    }

    private(set) var kind: Kind
    private let zone: ZoneRules
    /// True when every value is a midnight, so that values are days rather than instants within them.
    let isDaily: Bool
    private let format: String?
    /// True where every position is a band wide enough for bars.
    private let isBanded: Bool

    /// An axis for a channel's values; `noted` are further positions it must reach, as authors write them: those of notes and upright
    /// rules. A time axis that spans the report's period stays as it is, for they may belong to other periods.
    init(_ values: ChannelValues, input: ChartInput, noted: [String] = [], count: Int, limit: Int? = nil) {
        let values = input.whole.flatMap { ChannelValues(values.channel, in: $0, zone: input.zone) } ?? values
        isBanded = false
        zone = input.zone
        format = values.channel.format
        switch values.kind {
        case .category:
            isDaily = false
            kind = .category(CategoryAxis(values, input: input, limit: limit), BandScale(count: 1, range: 0, 1))
        case .number:
            isDaily = false
            let numbers = values.numbers.compactMap { $0 }
            // A note at zero must not cost a chart its logarithm.
            let isLog = values.channel.scale == .log && numbers.allSatisfy { $0 > 0 }
            let extra = noted.compactMap(Double.init).filter { $0.isFinite && (!isLog || $0 > 0) }
            kind = .number(
                ValueAxis(
                    values: numbers + extra, channel: values.channel, includesZero: nil,
                    count: count, format: values.channel.format.flatMap { try? NumberFormat($0) }))
        case .time:
            let instants = values.numbers.compactMap { $0 }
            isDaily = !instants.isEmpty && instants.allSatisfy { Moment(utc: Int64($0), zone: input.zone).isMidnight }
            var low = instants.min() ?? Double(input.timeDomain?.from ?? 0)
            var high = instants.max() ?? Double(input.timeDomain?.to ?? 1)
            if let domain = input.timeDomain, domain.to > domain.from, Double(domain.from) <= low,
                high <= Double(domain.to)
            {
                low = Double(domain.from)
                // Days are points: the last one is the last day's midnight, not the period's end.
                let lastDay = Moment(utc: domain.to - 1, zone: input.zone).date.daysSinceEpoch
                let lastMidnight = input.zone.utcMicroseconds(local: Int64(lastDay) * 86_400_000_000)
                high = isDaily && Double(lastMidnight) > low ? Double(lastMidnight) : Double(domain.to)
                if let latest = instants.max() { high = max(high, latest) }
            } else {
                for instant in noted.compactMap({ TimestampText.microseconds($0, zone: input.zone) }) {
                    (low, high) = (min(low, Double(instant)), max(high, Double(instant)))
                }
            }
            if low == high {
                low -= 3.6e9
                high += 3.6e9
            }
            kind = .time(LinearScale(domain: low, high))
        }
    }

    /// An axis of bands, whatever the values are.
    init(bands axis: CategoryAxis, values: ChannelValues, zone: ZoneRules) {
        self.zone = zone
        format = values.channel.format
        isDaily = false
        isBanded = true
        kind = .category(axis, BandScale(count: 1, range: 0, 1))
    }

    /// True when a logarithm was asked for but the numbers are not all above (or below) zero.
    var isLogRefused: Bool { if case .number(let axis) = kind { axis.isLogRefused } else { false } }

    /// The categories and where they stand; nil for numbers and times.
    var categories: (axis: CategoryAxis, scale: BandScale)? {
        if case .category(let axis, let scale) = kind { (axis, scale) } else { nil }
    }

    /// The value behind a position as authors write it in an annotation, and where it stands: a category's name, a number, or a time in
    /// the axis' zone; nil for what the axis does not have.
    func find(_ text: String) -> (number: Double?, scalar: Scalar, x: Double)? {
        switch kind {
        case .number(let axis):
            guard let number = Double(text), let x = axis(number) else { return nil }
            return (number, .double(number), x)
        case .time(let scale):
            guard let instant = TimestampText.microseconds(text, zone: zone) else { return nil }
            return (Double(instant), .timestamp(instant), scale(Double(instant)))
        case .category(let axis, let scale):
            guard let place = axis.find(text, zone: zone) else { return nil }
            return (nil, axis.keys[place], scale.center(place))
        }
    }

    /// Lays the axis along two positions.
    mutating func place(from start: Double, to end: Double) {
        switch kind {
        case .number(var axis):
            axis.place(from: start, to: end)
            kind = .number(axis)
        case .time(var scale):
            scale.range = (start, end)
            kind = .time(scale)
        case .category(let axis, _):
            if isBanded {
                let wide = (end - start) / Double(max(1, axis.count))
                let scale = BandScale(
                    count: axis.count, range: start, end, paddingInner: wide > 6 ? 0.34 : wide > 3 ? 0.2 : 0,
                    paddingOuter: axis.count > 30 ? 0 : 0.17)
                kind = .category(axis, scale)
                return
            }
            kind = .category(axis, .points(count: axis.count, range: start, end, padding: axis.count > 1 ? 0.3 : 0.5))
        }
    }

    /// The position of a row's value; nil where it has none.
    func callAsFunction(_ number: Double?, _ scalar: Scalar) -> Double? {
        switch kind {
        case .number(let axis): number.flatMap { axis($0) }
        case .time(let scale): number.map { scale($0) }
        case .category(let axis, let scale): axis.places[scalar].map { scale.center($0) }
        }
    }

    /// How a row's value reads in a sentence.
    func text(_ number: Double?, _ scalar: Scalar) -> String {
        switch kind {
        case .number: number.map { ValueText.full($0, format: format.flatMap { try? NumberFormat($0) }) } ?? ""
        case .time: number.map { ValueText.instant($0, zone: zone, format: nil) } ?? ""
        case .category(let axis, _): axis.places[scalar].map { SVGText.isolated(axis.labels[$0]) } ?? ""
        }
    }

    /// Where grid lines and labels of numbers and times go; names of categories are `CategoryLabels`' affair. `width` measures.
    func marks(count: Int, width: (String) -> Double) -> (grid: [Double], labels: [(x: Double, text: String)]) {
        switch kind {
        case .number(let axis):
            let ticks = zip(axis.ticks, axis.texts).compactMap { tick, text in axis(tick).map { (x: $0, text: text) } }
            return (ticks.map(\.x), ticks)
        case .category: return ([], [])
        case .time(let scale): return timeMarks(scale, count: count, width: width)
        }
    }

    private func timeMarks(
        _ scale: LinearScale, count: Int, width: (String) -> Double
    ) -> (grid: [Double], labels: [(x: Double, text: String)]) {
        let (from, to) = (Int64(scale.domain.low), Int64(scale.domain.high))
        var interval = TimeTicks.interval(from: from, to: to, count: count)
        if isDaily, interval.length < TimeInterval.days(1).length { interval = .days(1) }
        // Over several days the days are what people look for, not their noons.
        if case .hours = interval, Double(to) - Double(from) >= TimeInterval.days(4).length { interval = .days(1) }
        let pattern = format.flatMap { try? TimeFormat($0) }
        var result: (grid: [Double], labels: [(x: Double, text: String)]) = ([], [])
        for _ in 0..<24 {
            let instants = interval.instants(from: from, to: to, zone: zone)
            let positions = instants.map { scale(Double($0)) }
            let texts = instants.map {
                pattern?.format(microseconds: $0, zone: zone) ?? TimeTicks.label($0, interval: interval, zone: zone)
            }
            let isWhole = if case .days(1) = interval { !isDaily } else { false }
            result = (positions, Array(zip(positions, texts)))
            if isWhole {
                // Hours within days: the name stands in the middle of its day, the grid at midnight.
                let ends = positions.dropFirst() + [scale.range.end]
                result.labels = zip(zip(positions, ends), texts).compactMap { span, text in
                    let room = span.1 - span.0
                    if positions.count > 1, room < width(text) { return nil }
                    return ((span.0 + span.1) / 2, text)
                }
            }
            let needed = (texts.map(width).max() ?? 0) + 10
            let gaps = zip(positions.dropFirst(), positions).map { $0 - $1 }
            if (gaps.min() ?? .infinity) >= needed || positions.count < 2 { break }
            // Every other day is all that whole days can be thinned to without losing the week.
            interval = TimeTicks.coarser(than: interval)
        }
        return result
    }
}
