import Columnar
import Diagnostics
import QueryPlan
import TestSupport
import Testing

@testable import LocalEngine

/// Aggregates over texts, orders and sketches as SQL; worked by hand.
@Suite("Aggregates")
struct AggregateTests {
    static let cases: [(String, [String])] = [
        // x: ada 1.5, nothing and 3, bob 2.5, cyd 0.5, nobody 4.
        (
            """
            SELECT user, sum(x), avg(x), avg(x) FILTER (WHERE id > 2), sum(x) FILTER (WHERE id = 3), sum(DISTINCT x)
            FROM t GROUP BY user ORDER BY user
            """,
            ["- 4.0 4.0 4.0 - 4.0", "ada 4.5 2.25 3.0 - 4.5", "bob 2.5 2.5 - - 2.5", "cyd 0.5 0.5 0.5 - 0.5"]
        ),
        ("SELECT sum(x), avg(x), count(x), sum(x) FILTER (WHERE id > 9) FROM t", ["11.5 2.3 5 -"]),
        ("SELECT sum(x), avg(x), count(*) FROM t WHERE id = 3", ["- - 1"]),
        ("SELECT string_agg(user, ', ') FROM t", ["ada, bob, ada, cyd, ada"]),
        ("SELECT string_agg(user) FROM t", ["adabobadacydada"]),
        // x descending: 4 (no user), 6 ada, 2 bob, 1 ada, 5 cyd, 3 ada.
        ("SELECT string_agg(user, ', ' ORDER BY x DESC NULLS LAST) FROM t", ["ada, bob, ada, cyd, ada"]),
        ("SELECT string_agg(user, '' ORDER BY user DESC, id) FROM t", ["cydbobadaadaada"]),
        ("SELECT string_agg(DISTINCT user, '-' ORDER BY user DESC) FROM t", ["cyd-bob-ada"]),
        ("SELECT listagg(DISTINCT user, '-') FROM t", ["ada-bob-cyd"]),
        ("SELECT listagg(user, '-') WITHIN GROUP (ORDER BY id DESC) FROM t", ["ada-cyd-ada-bob-ada"]),
        ("SELECT string_agg(n, '+') FROM t", ["10+30+40+50+60"]),
        ("SELECT string_agg(user, '-') FILTER (WHERE id > 9) FROM t", ["-"]),
        (
            "SELECT x > 2 AS big, string_agg(user, '-' ORDER BY id DESC) FROM t GROUP BY x > 2 ORDER BY big",
            ["- ada", "false cyd-ada", "true ada-bob"]
        ),
        ("SELECT first(x), last(x), last_value(user), any_value(n) FROM t", ["1.5 3.0 ada 10"]),
        ("SELECT first(n) IGNORE NULLS, last(user) IGNORE NULLS FROM t WHERE id IN (2, 3, 4)", ["30 ada"]),
        ("SELECT user, last(id) FROM t GROUP BY user ORDER BY user", ["- 4", "ada 6", "bob 2", "cyd 5"]),
        ("SELECT approx_count_distinct(user), approx_count_distinct(n), approx_count_distinct(at) FROM t", ["3 5 5"]),
        (
            "SELECT user, approx_count_distinct(id) FROM t GROUP BY user ORDER BY user",
            ["- 1", "ada 3", "bob 1", "cyd 1"]
        ),
        (
            "SELECT approx_percentile(n, 0), approx_percentile(n, 0.5), approx_percentile(n, 0.81), approx_percentile(x, 1) FROM t",
            ["10 40 60 4.0"]
        ),
        (
            "SELECT approx_percentile(n, 0.5), approx_count_distinct(n), string_agg(user, ',') FROM t WHERE id > 9",
            ["- 0 -"]
        ),
        (
            "SELECT median(x), percentile(x, 0.25), percentile(x, 0.75), median(n), median(x) FILTER (WHERE id > 2) FROM t",
            ["2.5 1.5 3.0 40.0 3.0"]
        ),
        (
            "SELECT user, median(x), percentile(x, 1), percentile(DISTINCT x, 0) FROM t GROUP BY user ORDER BY user",
            ["- 4.0 4.0 4.0", "ada 2.25 3.0 1.5", "bob 2.5 2.5 2.5", "cyd 0.5 0.5 0.5"]
        ),
    ]

    @Test("aggregates mean the same whatever the splits and threads", arguments: cases)
    func aggregates(sql: String, expected: [String]) async throws {
        let tables = try EngineTests.Tables()
        for (splitBytes, threads) in [(1 << 20, 1), (40, 2), (1, 3)] {
            #expect(try await tables.rows(sql, splitBytes: splitBytes, threads: threads) == expected, "\(sql)")
        }
    }

    @Test(
        "the least and the greatest of a run are the first and the last in order", arguments: [1, 3, 4, 5, 6, 1003],
        [0.0, 0.3, 1.0])
    func extremes(count: Int, shareOfNaN: Double) throws {
        var random = SeededGenerator(seed: UInt64(count))
        let values = (0..<count).map { _ in
            Double.random(in: 0..<1, using: &random) < shareOfNaN
                ? Double.nan
                : [.infinity, -.infinity, Double.random(in: -9...9, using: &random)].randomElement(using: &random)!
        }
        let sorted = values.sorted { $0 < $1 || (!$0.isNaN && $1.isNaN) }
        for isMaximum in [false, true] {
            let accumulator = ExtremeAccumulator(type: .double, isMaximum: isMaximum)
            accumulator.reserve(1)
            for part in [values.prefix(count / 2), values.suffix(count - count / 2)] {
                accumulator.update(
                    [Column(.double, part.map { .double($0) })], rowCount: part.count, selection: nil, groups: nil)
            }
            #expect(accumulator.finish([0]).scalars == [.double(isMaximum ? sorted[count - 1] : sorted[0])])
        }
    }

    @Test(
        "extremes of many values with infinities, zeros and sums that overflow",
        arguments: [
            ([1e308, 2, 3, 4, 1e308, 6, 7, 8, -1e308, 1, 1, 1, -1e308, 1, 1, 1], -1e308, 1e308),
            ([.infinity, 2, 3, 4, 5, 6, 7, 8, 9], 2, .infinity), ([1, 2, 3, 4, 5, 6, 7, -.infinity], -.infinity, 7),
            ([-1, 0, -0.0, 1, -1, 0, -0.0, 1, 2], -1, 2), ([1, 2, 3, 4, 5, 6, 7, 8, .nan], 1, .nan),
        ] as [([Double], Double, Double)])
    func extremes(values: [Double], least: Double, greatest: Double) {
        for (isMaximum, expected) in [(false, least), (true, greatest)] {
            let accumulator = ExtremeAccumulator(type: .double, isMaximum: isMaximum)
            accumulator.reserve(1)
            accumulator.update(
                [Column(.double, values.map { .double($0) })], rowCount: values.count, selection: nil, groups: nil)
            #expect(accumulator.finish([0]).scalars == [.double(expected)])
        }
    }

    @Test("of zeros with both signs the first one is the least and the greatest, wherever it stands", arguments: 0..<8)
    func firstZero(place: Int) {
        for (isMaximum, other) in [(false, 1.0), (true, -1.0)] {
            var values = [Double](repeating: other, count: 13)
            values[place] = -0.0
            for later in (place + 1)..<13 where later % 3 == 0 { values[later] = 0.0 }
            let accumulator = ExtremeAccumulator(type: .double, isMaximum: isMaximum)
            accumulator.reserve(1)
            accumulator.update(
                [Column(.double, values.map { .double($0) })], rowCount: values.count, selection: nil, groups: nil)
            #expect(accumulator.finish([0]).scalars == [.double(-0.0)])
        }
    }

    @Test(
        "an exact percentile of many values is the one that sorting would find, in whatever order they come",
        arguments: [1, 7, 5000, 250_000], [1, 2, 5])
    func selection(count: Int, threads: Int) {
        var random = SeededGenerator(seed: UInt64(count))
        let values = (0..<count).map { _ in
            switch Int.random(in: 0..<20, using: &random) {
            case 0: Double.nan
            case 1: -Double.infinity
            case 2: -0.0
            default: Double.random(in: -1...1, using: &random) * 1000
            }
        }
        let sorted = values.sorted { $0 < $1 || (!$0.isNaN && $1.isNaN) }
        let fractions = [0, 0.1, 0.5, 0.95, 1]
        for order in [values, sorted] {
            var copy = order
            let found = copy.withUnsafeMutableBufferPointer { values in
                // Runs of different lengths, one of them empty.
                let cuts = [0, count / 9, count / 9, count / 3, count / 2, count]
                let runs = zip(cuts, cuts.dropFirst()).map { UnsafeMutableBufferPointer(rebasing: values[$0..<$1]) }
                return PercentileSelection.values(runs, fractions, threads: threads)
            }
            for (index, fraction) in fractions.enumerated() {
                let expected = percentile(sorted, fraction)
                #expect(found?[index] == expected || (found?[index].isNaN ?? false) && expected.isNaN)
            }
        }
    }

    /// By definition: the value at position fraction·(n−1) of sorted values, interpolated.
    private func percentile(_ sorted: [Double], _ fraction: Double) -> Double {
        let position = fraction * Double(sorted.count - 1)
        let (low, high) = (sorted[Int(position)], sorted[min(Int(position) + 1, sorted.count - 1)])
        let share = position - Double(Int(position))
        return low == high || share == 0 ? low : low + (high - low) * share
    }

    /// Every 4,096th part holds one large value, which is what an even sample sees; most are equal; all are equal.
    private static let misleading: [[Double]] = [
        (0..<409_600).map { (index: Int) -> Double in Double(index % 100 == 0 ? 1_000_000 + index : index % 977) },
        (0..<300_000).map { (index: Int) -> Double in index % 3 == 0 ? Double(index % 1000) : 7 },
        Array(repeating: 2.5, count: 150_000),
    ]

    @Test("an exact percentile does not depend on what a sample of the values suggests", arguments: misleading.indices)
    func misledSelection(index: Int) {
        let fractions = [0, 0.01, 0.25, 0.5, 0.95, 0.995, 1]
        var values = AggregateTests.misleading[index]
        let sorted = values.sorted()
        let found = values.withUnsafeMutableBufferPointer { PercentileSelection.values([$0], fractions) }
        #expect(found == fractions.map { percentile(sorted, $0) })
    }

    @Test("a median leaves the values in their order, which others have kept too")
    func keptValues() async throws {
        // One batch of every half between 0 and 8,192, out of order.
        let values = (0..<8192).map { "\($0 * 7919 % 8192).5" }
        let folder = try SourceFolder(texts: ["t.csv": "v\n" + values.joined(separator: "\n") + "\n"])
        let far = "SELECT count(*) FROM t CROSS JOIN (SELECT avg(v) AS mean FROM t) AS s WHERE abs(v - mean) > 3"
        let queries = ["SELECT median(v), percentile(v, 0.25), min(v), max(v) FROM t", far, "SELECT v FROM t"]
        let outcome = try await folder.run(queries, folder.source())
        let rows = try (0..<3).map { index in
            try #require(outcome.results["\(index)"]).get().rows.map { $0.map(\.text).joined(separator: " ") }
        }
        #expect(rows[0] == ["4096.0 2048.25 0.5 8191.5"])
        #expect(rows[1] == ["8186"])
        #expect(rows[2] == values)
    }

    @Test("percentiles of batches that are kept, and of others that are copied", arguments: [1, 2])
    func keptAndCopied(threads: Int) {
        let accumulator = PercentileAccumulator(fraction: 0.5)
        // 0 to 2,999 in three batches: whole, the odd rows of 2,000, and whole.
        func column(_ values: [Int]) -> Column { Column(.double, values.map { .double(Double($0)) }) }
        accumulator.update([column(Array(0..<1000))], rowCount: 1000, selection: nil, groups: nil)
        let odd = Selection((0..<1000).map { UInt32($0 * 2 + 1) })
        accumulator.update([column((0..<2000).map { 1000 + $0 / 2 })], rowCount: 2000, selection: odd, groups: nil)
        let last = column((2000..<3000).reversed())
        accumulator.update([last], rowCount: 1000, selection: nil, groups: nil)
        #expect(accumulator.finish([0], threads: threads).scalars == [.double(1499.5)])
        #expect(last.scalars.first == .double(2999))
    }

    @Test(
        "a HyperLogLog is exact for few values, within three standard errors for many, and does not mind how they came")
    func distinct() {
        func hash(_ value: Int) -> UInt64 {
            var hash = UInt64(value) &+ 0x9E37_79B9_7F4A_7C15
            hash = (hash ^ hash >> 30) &* 0xBF58_476D_1CE4_E5B9
            hash = (hash ^ hash >> 27) &* 0x94D0_49BB_1331_11EB
            return hash ^ hash >> 31
        }
        for count in [0, 1, 255, 256, 257, 1000, 5000, 100_000, 1_000_000] {
            var whole = HyperLogLog()
            var parts = (0..<3).map { _ in HyperLogLog() }
            for value in 0..<count {
                whole.add(hash(value))
                parts[value % 3].add(hash(value))
                if value % 2 == 0 { parts[(value + 1) % 3].add(hash(value)) }
            }
            var merged = parts[2]
            merged.merge(parts[0])
            merged.merge(parts[1])
            #expect(merged.count() == whole.count())
            let error = abs(Double(whole.count()) - Double(count))
            #expect(count <= HyperLogLog.exactLimit ? error == 0 : error / Double(count) < 0.049, "\(count)")
        }
    }

    @Test(
        "a sketched percentile is exact for few values and near for many", arguments: [1, 100, 4096, 50_000, 1_000_000])
    func sketch(count: Int) {
        var random = SeededGenerator(seed: UInt64(count))
        let values = (0..<UInt64(count)).shuffled(using: &random)
        var parts = (0..<4).map { _ in QuantileSketch() }
        for (index, value) in values.enumerated() { parts[index * 4 / count].add(value) }
        for later in 1..<4 { parts[0].merge(parts[later]) }
        let levels = max(0, (Double(count) / 4096).logarithm2)
        for fraction in [0, 0.01, 0.5, 0.9, 1] {
            let exact = QuantileSketch.rank(fraction, of: count)
            let found = Int(parts[0].value(fraction) ?? .max)
            #expect(abs(Double(found - exact)) <= Double(count) * (levels + 1) / 4096 * (count <= 4096 ? 0 : 1))
        }
        #expect(parts[0].size <= 4096 * (Int(levels) + 2))
    }

    @Test("aggregates that keep values say the same in files as in memory")
    func memory() async throws {
        let keys = try MemoryBudgetTests.Keys()
        let sql = """
            SELECT s, median(v) AS m, percentile(v, 0.9) AS p, string_agg(k, ',' ORDER BY k) AS t,
            approx_percentile(v, 0.5) AS a, approx_count_distinct(k) AS d FROM t GROUP BY s ORDER BY s
            """
        let roomy = try await keys.run(sql, memory: nil)
        let tight = try await keys.run(sql, memory: 4 << 20)
        #expect(roomy.rowCount == 20_000)
        #expect(roomy.rows == tight.rows)
        #expect(roomy.rows[1][3] == .string("1,20001"))
        #expect(roomy.rows[1][5] == .int64(2))
    }
}

extension Double {
    /// The logarithm to base 2 of a positive number, roughly, from above.
    fileprivate var logarithm2: Double { Double(exponent) + (significand - 1) }
}
