import Columnar

@testable import Charting

/// Invented data, the same at every run, for the goldens and the layout tests.
enum Samples {
    /// Monday 2026-11-09, midnight UTC, in microseconds.
    static let monday: Int64 = 1_794_182_400_000_000
    static let hour: Int64 = 3_600_000_000
    static let day: Int64 = 24 * hour
    static let week = (from: monday, to: monday + 7 * day)
    static let earlierWeek = (from: monday - 7 * day, to: monday)
    static let phases = ["foundation", "growth", "harmony", "transcendence"]

    /// A repeatable wobble between −1 and 1.
    static func wobble(_ seed: Int) -> Double {
        var state = UInt64(truncatingIfNeeded: seed) &* 0x9E37_79B9_7F4A_7C15
        state ^= state >> 29
        state = state &* 0xBF58_476D_1CE4_E5B9
        state ^= state >> 32
        return Double(state % 2001) / 1000 - 1
    }

    /// Hourly resonance of a week with a bad stretch on Friday.
    static func hourly(from start: Int64, seed: Int = 1, hasDip: Bool = true) -> Table {
        let schema = Schema([Field("hour", .timestamp), Field("average_resonance", .double)])
        return Table(
            schema,
            rows: (0..<168).map { index in
                let daily = Double((index % 24) - 3) / 24
                let wave = daily > 0 && daily < 0.75 ? 0.12 * (1 - abs(daily - 0.4) * 2.4) : -0.01
                var value = 0.62 + wave + 0.018 * wobble(index + seed * 1000)
                if hasDip, (101...103).contains(index) { value = 0.47 + 0.01 * Double(index - 101) }
                return [.timestamp(start + Int64(index) * hour), .double(value)]
            })
    }

    static func input(_ table: Table, comparison: Table? = nil, zone: ZoneRules = .utc) -> ChartInput {
        ChartInput(
            table: table, comparison: comparison, zone: zone, periodLabel: "this week", comparisonLabel: "week before",
            timeDomain: week, comparisonDomain: earlierWeek)
    }

    /// A table of names and numbers.
    static func table(_ names: [String], _ values: [Double?], columns: (String, String) = ("name", "amount")) -> Table {
        Table(
            Schema([Field(columns.0, .string), Field(columns.1, .double)]),
            rows: zip(names, values).map { [.string($0), $1.map { .double($0) } ?? .null] })
    }

    /// A day's column and a value's.
    static func daily(_ values: [Double?], from start: Int64 = monday) -> Table {
        Table(
            Schema([Field("day", .date), Field("volume", .double)]),
            rows: values.enumerated().map { index, value in
                [.date(Int32(start / day) + Int32(index)), value.map { .double($0) } ?? .null]
            })
    }

    /// Days by level, long form.
    static func levels() -> Table {
        let names = ["foundational", "growing", "harmonious", "transcendent"]
        let base = [80.0, 310, 520, 440]
        return Table(
            Schema([Field("day", .date), Field("coherence_level", .string), Field("audits", .int64)]),
            rows: (0..<7).flatMap { day in
                names.enumerated().map { index, name in
                    [
                        .date(Int32(monday / Samples.day) + Int32(day)), .string(name),
                        .int64(Int64(base[index] * (1 + 0.2 * wobble(day * 10 + index)))),
                    ]
                }
            })
    }

    /// Payments by weekday and hour.
    static func rhythm() -> Table {
        Table(
            Schema([Field("weekday", .int64), Field("hour", .int64), Field("payments", .int64)]),
            rows: (1...7).flatMap { weekday in
                (0..<24).map { hour in
                    let shape = max(0, 1 - abs(Double(hour) - 14) / 9)
                    let value = (weekday > 5 ? 60.0 : 110) * shape + 8 * (wobble(weekday * 24 + hour) + 1)
                    return [.int64(Int64(weekday)), .int64(Int64(hour)), .int64(Int64(value))]
                }
            })
    }

    /// Payment sizes in the fixed bins of the payments analyzer.
    static func sizes() -> Table {
        let edges: [Double] = [0, 1, 5, 10, 25, 50, 100, 250, 500, 1000]
        let counts: [Int64] = [2210, 6420, 3980, 2840, 1010, 420, 180, 61, 15, 7]
        return Table(
            Schema([Field("lower", .double), Field("upper", .double), Field("count", .int64)]),
            rows: edges.indices.map { index in
                [
                    .double(edges[index]), index + 1 < edges.count ? .double(edges[index + 1]) : .null,
                    .int64(counts[index]),
                ]
            })
    }

    /// Daily values of four phases.
    static func phaseDays() -> Table {
        Table(
            Schema([Field("day", .timestamp), Field("quantum_phase", .string), Field("resonance", .double)]),
            rows: (0..<7).flatMap { day in
                phases.enumerated().map { index, phase in
                    [
                        .timestamp(monday + Int64(day) * Samples.day), .string(phase),
                        .double(0.5 + 0.09 * Double(index) + 0.03 * wobble(day * 7 + index)),
                    ]
                }
            })
    }

    /// Two correlated measures.
    static func cloud(_ count: Int) -> Table {
        Table(
            Schema([Field("resonance_level", .double), Field("ethical_score", .double)]),
            rows: (0..<count).map { index in
                let resonance = 0.5 + 0.4 * (wobble(index * 2) + wobble(index * 3 + 1)) / 2
                return [.double(resonance), .double(320 + 420 * resonance + 90 * wobble(index * 5 + 2))]
            })
    }

    /// Moves between phases.
    static func transitions() -> Table {
        Table(
            Schema([Field("from_phase", .string), Field("to_phase", .string), Field("count", .int64)]),
            rows: phases.enumerated().flatMap { from, a in
                phases.enumerated().map { to, b in
                    [
                        .string(a), .string(b),
                        .int64(Int64(from == to ? 18_200 - from * 900 : 5200 - abs(from - to) * 1100)),
                    ]
                }
            })
    }

    /// Sixty values of each phase, some far out.
    static func spread() -> Table {
        Table(
            Schema([Field("quantum_phase", .string), Field("resonance", .double)]),
            rows: phases.enumerated().flatMap { index, phase in
                (0..<60).map { row in
                    let value = 0.48 + 0.09 * Double(index) + 0.12 * wobble(row * 4 + index) * wobble(row + 9)
                    return [.string(phase), .double(row == 7 ? value - 0.3 : value)]
                }
            })
    }

    /// Ready numbers of boxes.
    static func quartiles() -> Table {
        let names = ["low", "q1", "median", "q3", "high"]
        let rows: [(String, [Double])] = [
            ("small orders", [1, 3, 4.5, 6, 11]), ("large orders", [4, 9, 12, 19, 34]), ("returns", [0, 1, 1.5, 3, 5]),
        ]
        return Table(
            Schema([Field("name", .string)] + names.map { Field($0, .double) }),
            rows: rows.map { name, values in [.string(name)] + values.map { .double($0) } })
    }

    /// Users with two averages and a sum.
    static func users() -> Table {
        Table(
            Schema([
                Field("quantum_phase", .string), Field("resonance", .double), Field("ethics", .double),
                Field("spent", .double),
            ]),
            rows: (0..<32).map { index in
                let resonance = 0.6 + 0.3 * wobble(index * 3)
                return [
                    .string(phases[index % 4]), .double(resonance),
                    .double(300 + 500 * resonance + 60 * wobble(index * 7)), .double(200 * abs(wobble(index * 11)) + 4),
                ]
            })
    }

    /// Steps of visitors, without a circle.
    static func journey() -> Table {
        let rows: [(String, String, Int64)] = [
            ("Search", "Landing page", 620), ("Newsletter", "Landing page", 180), ("Newsletter", "Shop", 140),
            ("Landing page", "Shop", 430), ("Landing page", "Left", 370), ("Shop", "Order", 210), ("Shop", "Left", 360),
        ]
        return Table(
            Schema([Field("a", .string), Field("b", .string), Field("visits", .int64)]),
            rows: rows.map { [.string($0.0), .string($0.1), .int64($0.2)] })
    }

    /// Daily volumes and their three-day averages.
    static func averages() -> Table {
        let values: [Double] = [12_900, 14_100, 13_600, 15_200, 17_800, 11_200, 9700]
        return Table(
            Schema([Field("day", .date), Field("volume", .double), Field("average", .double)]),
            rows: values.indices.map { index in
                let window = values[max(0, index - 2)...index]
                return [
                    .date(Int32(monday / day) + Int32(index)), .double(values[index]),
                    .double(window.reduce(0, +) / Double(window.count)),
                ]
            })
    }
}
