/// A value axis: its scale, round ticks and how they read.
struct ValueAxis {
    /// Linear, or logarithmic where the data allows it.
    enum Scale {
        case linear(LinearScale)
        case log(LogScale)
    }

    private(set) var scale: Scale
    /// The values at the ticks.
    let ticks: [Double]
    /// How they read; empty for a tick without a label.
    let texts: [String]
    /// True when a logarithm was asked for but the data is not all above (or below) zero.
    let isLogRefused: Bool

    /// An axis over `values` with about `count` ticks; without any value it spans 0 to 1.
    init(
        values: some Sequence<Double>, channel: Channel?, includesZero: Bool?, count: Int, format: NumberFormat?,
        isShare: Bool = false
    ) {
        var low = Double.infinity
        var high = -Double.infinity
        for value in values where value.isFinite {
            low = min(low, value)
            high = max(high, value)
        }
        if low > high { (low, high) = (0, 1) }
        let wantsLog = channel?.scale == .log
        if wantsLog, let log = LogScale(domain: channel?.minimum ?? low, channel?.maximum ?? high) {
            let nice = channel?.minimum == nil && channel?.maximum == nil ? log.nice() : log
            let ticks = nice.ticks(count)
            let shown = LogTicks.labelled(ticks, count: count)
            scale = .log(nice)
            self.ticks = zip(ticks, shown).filter { $1 }.map { $0.0 }
            texts = self.ticks.map { ValueText.logTick($0, format: format) }
            isLogRefused = false
            return
        }
        isLogRefused = wantsLog
        let isNear = low > 0 ? low < high * 0.3 : high < low * 0.3
        if low > 0 || high < 0, includesZero ?? isNear {
            low = min(0, low)
            high = max(0, high)
        }
        if low == high, low == 0 { high = 1 }
        var linear = LinearScale(domain: low, high)
        if !isShare { linear = linear.nice(count) }
        let (from, to) = (channel?.minimum ?? linear.domain.low, channel?.maximum ?? linear.domain.high)
        if from < to { linear = LinearScale(domain: from, to) }
        scale = .linear(linear)
        ticks = linear.ticks(count)
        texts = ValueText.ticks(ticks, format: isShare ? NumberFormat(type: "%", precision: 0) : format)
    }

    /// The values at the ends.
    var domain: (low: Double, high: Double) {
        switch scale {
        case .linear(let scale): scale.domain
        case .log(let scale): scale.domain
        }
    }

    /// Lays the axis along two positions.
    mutating func place(from start: Double, to end: Double) {
        switch scale {
        case .linear(var linear):
            linear.range = (start, end)
            scale = .linear(linear)
        case .log(var log):
            log.range = (start, end)
            scale = .log(log)
        }
    }

    /// The positions of the ends.
    private var range: (start: Double, end: Double) {
        switch scale {
        case .linear(let scale): scale.range
        case .log(let scale): scale.range
        }
    }

    /// Whether a value lies between the ends, but for what rounding makes of it.
    func shows(_ value: Double) -> Bool {
        let (low, high) = domain
        let slack = (high - low) * 1e-9
        return value >= low - slack && value <= high + slack
    }

    /// Whether a value has a position, but beyond the ends.
    func isOutside(_ value: Double) -> Bool { self(value) != nil && !shows(value) }

    /// A position, moved to the nearer end where it lies beyond.
    func clamped(_ position: Double) -> Double {
        max(min(range.start, range.end), min(max(range.start, range.end), position))
    }

    /// The position of a value, beyond the ends' for a value beyond them; nil where a logarithm has none.
    func callAsFunction(_ value: Double) -> Double? {
        switch scale {
        case .linear(let scale):
            let position = scale(value)
            return position.isFinite ? position : nil
        case .log(let scale): return scale(value)
        }
    }

    /// The position of the baseline: zero where the axis shows it, else the end nearer to zero.
    var base: Double {
        switch scale {
        case .linear(let scale): scale(max(scale.domain.low, min(scale.domain.high, 0)))
        case .log(let scale): scale.domain.low > 0 ? scale.range.start : scale.range.end
        }
    }
}
