import Columnar

/// Moves the comparison period's instants onto the period, along wall clocks, so that Monday noon meets Monday noon even
/// when a clock change lies between.
struct ComparisonShift {
    private let zone: ZoneRules
    private let distance: Int64

    init(_ input: ChartInput) {
        zone = input.zone
        guard let domain = input.timeDomain else {
            distance = 0
            return
        }
        let from = input.comparisonDomain?.from ?? domain.from - (domain.to - domain.from)
        distance = zone.localMicroseconds(utc: domain.from) - zone.localMicroseconds(utc: from)
    }

    /// The instant of the period that goes with an instant of the comparison.
    func callAsFunction(_ instant: Double) -> Double {
        guard distance != 0, abs(instant) < 4e18 else { return instant }
        return Double(zone.utcMicroseconds(local: zone.localMicroseconds(utc: Int64(instant)) + distance))
    }

    /// The same for a date or timestamp scalar; others stay.
    func scalar(_ scalar: Scalar) -> Scalar {
        switch scalar {
        case .timestamp(let value): .timestamp(Int64(self(Double(value))))
        case .date(let days):
            .date(days + Int32(clamping: (distance + 43_200_000_000).flooredDivision(by: 86_400_000_000)))
        default: scalar
        }
    }
}
