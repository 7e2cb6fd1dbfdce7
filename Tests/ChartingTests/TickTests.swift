import Columnar
import Testing

@testable import Charting

struct TickTests {
    /// Printed by d3-array 3.2.0 (`ticks`, `tickStep`) and d3-scale 2.2.2 (`linear().nice`) under Node.
    @Test(
        "ticks, step and nice ends are d3's",
        arguments: [
            (0, 1, 10, "0 0.1 0.2 0.3 0.4 0.5 0.6 0.7 0.8 0.9 1", 0.1, "0 1"),
            (0, 1, 5, "0 0.2 0.4 0.6 0.8 1", 0.2, "0 1"),
            (0, 1, 1, "0 1", 1, "0 1"), (0, 10, 3, "0 5 10", 5, "0 10"),
            (-10, 10, 10, "-10 -8 -6 -4 -2 0 2 4 6 8 10", 2, "-10 10"), (10, 0, 5, "10 8 6 4 2 0", -2, "10 0"),
            (0.4, 0.86, 5, "0.4 0.5 0.6 0.7 0.8", 0.1, "0.4 0.9"),
            (
                1e-12, 1e12, 6, "200000000000 400000000000 600000000000 800000000000 1000000000000", 2e11,
                "0 1000000000000"
            ),
            (0, 17800, 5, "0 5000 10000 15000", 5000, "0 20000"),
            (123456, 123460, 4, "123456 123457 123458 123459 123460", 1, "123456 123460"),
            (-5e-7, 3e-7, 4, "-4e-7 -2e-7 0 2e-7", 2e-7, "-6e-7 4e-7"), (0, 0.3, 3, "0 0.1 0.2 0.3", 0.1, "0 0.3"),
            (99.9, 100.1, 4, "99.9 99.95 100 100.05 100.1", 0.05, "99.9 100.1"), (5, 5, 4, "5", 0, "5 5"),
            (0, 1e300, 4, "0 2e299 4e299 6e299 8e299 1e300", 2e299, "0 1e300"), (-1, 0, 2, "-1 -0.5 0", 0.5, "-1 0"),
            (1, 364, 8, "50 100 150 200 250 300 350", 50, "0 400"), (0, 7, 7, "0 1 2 3 4 5 6 7", 1, "0 7"),
        ] as [(Double, Double, Int, String, Double, String)])
    func linear(_ start: Double, _ stop: Double, _ count: Int, _ ticks: String, _ step: Double, _ nice: String) {
        #expect(LinearTicks.ticks(start, stop, count) == numbers(ticks))
        #expect(LinearTicks.step(start, stop, Double(count)) == step)
        let (low, high) = LinearTicks.nice(start, stop, Double(count))
        #expect([low, high] == numbers(nice))
    }

    @Test("ends that cannot be drawn have no ticks")
    func refused() {
        #expect(LinearTicks.ticks(.nan, 1, 5).isEmpty)
        #expect(LinearTicks.ticks(0, .infinity, 5).isEmpty)
        #expect(LinearTicks.ticks(0, 1, 0).isEmpty)
        #expect(LogTicks.ticks(0, 10).isEmpty)
        #expect(LogTicks.ticks(-1, 10).isEmpty)
        #expect(LogScale(domain: 0, 10) == nil)
        #expect(LogScale(domain: -5, 10) == nil)
    }

    /// Printed by d3-scale 2.2.2 (`scaleLog().ticks`) under Node; the span of 2 to 3 as since 3.0, which fills short spans with
    /// linear ticks.
    @Test(
        "logarithmic ticks are d3's",
        arguments: [
            (1, 10, 10, "1 2 3 4 5 6 7 8 9 10"),
            (1, 1000, 10, "1 2 3 4 5 6 7 8 9 10 20 30 40 50 60 70 80 90 100 200 300 400 500 600 700 800 900 1000"),
            (1e-12, 1e12, 6, "1e-10 0.00001 1 100000 10000000000"), (0.15, 0.68, 10, "0.2 0.3 0.4 0.5 0.6"),
            (2, 3, 5, "2 2.2 2.4 2.6 2.8 3"),
            (-100, -1, 10, "-100 -90 -80 -70 -60 -50 -40 -30 -20 -10 -9 -8 -7 -6 -5 -4 -3 -2 -1"),
            (5, 5e6, 5, "10 100 1000 10000 100000 1000000"),
        ] as [(Double, Double, Int, String)])
    func log(_ start: Double, _ stop: Double, _ count: Int, _ expected: String) {
        let ticks = LogTicks.ticks(start, stop, count)
        let wanted = numbers(expected)
        #expect(ticks.count == wanted.count)
        for (tick, want) in zip(ticks, wanted) { #expect(abs(tick - want) <= abs(want) * 1e-12) }
    }

    @Test("logarithmic ends become powers of ten")
    func logNice() {
        #expect(LogTicks.nice(0.15, 0.68) == (0.1, 1))
        #expect(LogTicks.nice(5, 5e6) == (1, 1e7))
        #expect(LogTicks.nice(-300, -2) == (-1000, -1))
    }

    /// Printed by d3-array 3.2.0 (`bin`) under Node, as `lower:upper:count`; fractions on the last edge as `numpy.histogram` counts them.
    @Test(
        "bins are d3's, and fractions on the last edge fall into the last bin",
        arguments: [
            ([1, 1, 2, 3, 5, 8, 13, 21, 34, 55, 89], 5, "0:20:7 20:40:2 40:60:1 60:80:0 80:100:1"),
            (
                [1, 1, 2, 3, 5, 8, 13, 21, 34, 55, 89], 10,
                "0:10:6 10:20:1 20:30:1 30:40:1 40:50:0 50:60:1 60:70:0 70:80:0 80:90:1"
            ), ([0, 1], 1, "0:1:1 1:2:1"),
            ([0.1, 0.2, 0.3], 4, "0.1:0.15:1 0.15:0.2:0 0.2:0.25:1 0.25:0.3:1"),
            ([0.25, 0.5, 0.75, 1], 4, "0.2:0.4:1 0.4:0.6:1 0.6:0.8:1 0.8:1:1"),
            ([-3, 7, 7, 7], 3, "-5:0:1 0:5:0 5:10:3"), ([3, 3, 3], 5, "3:3:3"),
        ] as [([Double], Int, String)])
    func bins(_ values: [Double], _ count: Int, _ expected: String) {
        let bins = Bins(values, count: count).bins
        let wanted = expected.split(separator: " ").map { $0.split(separator: ":").compactMap { Double($0) } }
        #expect(bins.count == wanted.count)
        for (bin, want) in zip(bins, wanted) {
            #expect(abs(bin.lower - want[0]) < 1e-9 && abs(bin.upper - want[1]) < 1e-9 && Double(bin.count) == want[2])
        }
    }

    @Test("every value lies in one bin, whatever the values", arguments: 0..<60)
    func binsProperty(_ seed: Int) {
        let values = (0..<(1 + seed * 7)).map { Samples.wobble(seed * 1000 + $0) * [1e-9, 1, 1e5, 1e15][seed % 4] }
        let bins = Bins(values, count: Bins.sturges(values.count)).bins
        #expect(bins.reduce(0) { $0 + $1.count } == values.count)
        for (left, right) in zip(bins, bins.dropFirst()) {
            #expect(left.upper == right.lower && left.lower < left.upper)
        }
        #expect((bins.first?.lower ?? 0) <= values.min() ?? 0 && (bins.last?.upper ?? 0) >= values.max() ?? 0)
    }

    @Test("Sturges' formula")
    func sturges() {
        #expect([1, 2, 3, 9, 100, 1000].map(Bins.sturges) == [1, 2, 3, 5, 8, 11])
    }

    /// Printed by d3-scale 2.2.2 (`scaleBand`) under Node: step, bandwidth, start of the first.
    @Test(
        "bands are d3's",
        arguments: [
            (3, 0, 120, 0, 0, 0.5, 40, 40, 0), (3, 0, 120, 0.2, 0.1, 0.5, 40, 32, 4),
            (1, 0, 100, 0.5, 0.25, 0.5, 100, 50, 25),
            (0, 0, 100, 0, 0, 0.5, 100, 100, 50), (5, 10, 500, 0.34, 0.17, 0.5, 98, 64.68, 26.66),
            (4, 0, 100, 1, 0.5, 0.5, 25, 0, 12.5), (2, 0, 100, 0.1, 0.3, 0, 40, 36, 0),
        ] as [(Int, Double, Double, Double, Double, Double, Double, Double, Double)])
    func bands(
        _ count: Int, _ start: Double, _ end: Double, _ inner: Double, _ outer: Double, _ align: Double, _ step: Double,
        _ width: Double, _ first: Double
    ) {
        let band = BandScale(count: count, range: start, end, paddingInner: inner, paddingOuter: outer, align: align)
        #expect(abs(band.step - step) < 1e-9 && abs(band.bandwidth - width) < 1e-9 && abs(band(0) - first) < 1e-9)
    }

    private func numbers(_ text: String) -> [Double] { text.split(separator: " ").compactMap { Double($0) } }
}
