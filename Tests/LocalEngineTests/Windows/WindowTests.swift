import Columnar
import LocalEngine
import QueryPlan
import Testing

/// Ten rows of which the expectations below were computed by DuckDB (nulls first ascending, nulls last descending); the
/// percentiles and the correlation of a single pair, which DuckDB answers as NaN, by hand.
@Suite("Windows")
struct WindowTests {
    let rows = Rows(
        ("i", .int64, (0..<10).map { .int64($0) }),
        ("u", .string, strings("ada", "bob", "ada", nil, "ada", "bob", "ada", nil, "bob", "ada")),
        ("ts", .timestamp, int64s(3, 1, 1, 2, 3, 1, nil, 1, 4, 3).map { $0.asInt64.map { .timestamp($0) } ?? .null }),
        ("id", .string, strings("t7", "t1", "t2", "t3", "t4", "t0", "t9", "t5", "t8", "t6")),
        ("x", .double, doubles(1.5, 2.0, nil, 4.0, 0.5, -1.0, 8.0, 2.5, nil, 2.0)),
        ("n", .int64, int64s(10, 20, 30, nil, 50, 60, 70, 80, 90, 100)),
        (
            "p", .string,
            strings(
                "growth", "foundation", "harmony", "growth", nil, "growth", "transcendence", "harmony", "foundation",
                "growth")
        ))

    /// The window's values by row number, collected as `ranges` of rows in `splits`, by `workers` in turn.
    private func compute(
        _ function: WindowFunction, by partition: [String], order: [SortKey], _ type: DataType,
        ranges: [Range<UInt32>] = [0..<10], workers: Int = 1, threads: Int = 1
    ) async throws -> [Scalar] {
        let window = WindowExpression(function, partitionBy: partition.map { rows[$0] }, orderBy: order, type: type)
        let plan = try WindowPlan([Named("w", window)], input: rows.schema)
        let collectors = try (0..<workers).map { _ in try WindowCollector(plan) }
        for (split, range) in ranges.enumerated().reversed() {
            try collectors[split % workers].append(
                rows.columns, rowCount: rows.count, selection: Selection(Array(range)), split: split)
        }
        let result = try await WindowResult.computing(collectors, plan: plan, threads: threads)
        let table = try Table(schema: result.schema, batches: (0..<result.batchCount).map { try result.batch(at: $0) })
        #expect(table.column("i") == rows.columns[0].scalars, "rows come out in input order")
        #expect(table.column("p") == rows.columns[6].scalars)
        #expect(table.column("u") == rows.columns[1].scalars)
        return table.column(table.schema.count - 1)
    }

    private var byTime: [SortKey] { [SortKey(rows["ts"])] }
    private var byTimeAndID: [SortKey] { [SortKey(rows["ts"]), SortKey(rows["id"])] }

    private func aggregate(
        _ function: AggregateFunction, _ arguments: [Expression], filter: Expression? = nil, _ type: DataType
    ) -> WindowFunction {
        .aggregate(AggregateExpression(function, arguments, filter: filter, type: type))
    }

    @Test(
        "lag moves values down its partition however the input was split",
        arguments: [
            (ranges: [0..<10], workers: 1, threads: 1), (ranges: [0..<3, 3..<4, 4..<10], workers: 1, threads: 3),
            (ranges: [0..<1, 1..<5, 5..<8, 8..<10], workers: 2, threads: 2),
            (ranges: [0..<5, 5..<10], workers: 3, threads: 7),
        ])
    func lag(ranges: [Range<UInt32>], workers: Int, threads: Int) async throws {
        let lagged = try await compute(
            .lag(rows["p"], offset: 1, fallback: null(.string)), by: ["u"], order: byTimeAndID, .string, ranges: ranges,
            workers: workers, threads: threads)
        #expect(
            lagged
                == strings(
                    "growth", "growth", "transcendence", "harmony", "harmony", nil, nil, nil, "foundation", nil))
        let numbers = try await compute(
            .lag(rows["n"], offset: 1, fallback: lit(.int64(-1))), by: ["u"], order: byTimeAndID, .int64,
            ranges: ranges, workers: workers, threads: threads)
        #expect(numbers == int64s(100, 60, 70, 80, 30, -1, -1, -1, 20, 50))
    }

    @Test("lead looks ahead and falls back to its default")
    func lead() async throws {
        let result = try await compute(
            .lag(rows["p"], offset: -2, fallback: lit(.string("none"))), by: ["u"], order: byTimeAndID, .string)
        #expect(
            result
                == strings(
                    "none", "none", "growth", "none", "growth", "foundation", nil, "none", "none", "none"))
        let own = try await compute(
            .lag(rows["id"], offset: .min, fallback: rows["u"]), by: ["u"], order: byTimeAndID, .string)
        #expect(own == rows.columns[1].scalars)
    }

    @Test("row numbers count, ranks share places between peers")
    func ranks() async throws {
        #expect(
            try await compute(.rowNumber, by: ["u"], order: byTimeAndID, .int64)
                == int64s(5, 2, 2, 2, 3, 1, 1, 1, 3, 4))
        #expect(try await compute(.rank, by: ["u"], order: byTime, .int64) == int64s(3, 1, 2, 2, 3, 1, 1, 1, 3, 3))
        #expect(try await compute(.denseRank, by: ["u"], order: byTime, .int64) == int64s(3, 1, 2, 2, 3, 1, 1, 1, 2, 3))
        let descending = [SortKey(rows["ts"], isDescending: true)]
        #expect(try await compute(.rank, by: [], order: descending, .int64) == int64s(2, 6, 6, 5, 2, 6, 10, 6, 1, 2))
        // Ties keep input order.
        #expect(
            try await compute(.rowNumber, by: [], order: descending, .int64) == int64s(2, 6, 7, 5, 3, 8, 10, 9, 1, 4))
    }

    @Test("ordered aggregates run up to the row's last peer")
    func running() async throws {
        #expect(
            try await compute(aggregate(.sum, [rows["n"]], .int64), by: ["u"], order: byTime, .int64)
                == int64s(260, 80, 100, 80, 260, 80, 70, 80, 170, 260))
        #expect(
            try await compute(aggregate(.avg, [rows["x"]], .double), by: ["u"], order: byTime, .double)
                == doubles(3.0, 0.5, 8.0, 3.25, 3.0, 0.5, 8.0, 2.5, 0.5, 3.0))
        #expect(
            try await compute(aggregate(.countAll, [], .int64), by: ["u"], order: byTime, .int64)
                == int64s(5, 2, 2, 2, 5, 2, 1, 1, 3, 5))
        #expect(
            try await compute(aggregate(.max, [rows["x"]], .double), by: ["u"], order: byTime, .double)
                == doubles(8, 2, 8, 4, 8, 2, 8, 2.5, 2, 8))
        #expect(
            try await compute(
                aggregate(.sum, [rows["n"]], .int64), by: [], order: [SortKey(rows["ts"], isDescending: true)], .int64)
                == int64s(250, 440, 440, 250, 250, 440, 510, 440, 90, 250))
        let deviations = try await compute(
            aggregate(.stddev_pop, [rows["x"]], .double), by: ["u"], order: byTime, .double)
        let expected = [2.9368350311176825, 1.5, 0, 0.75, 2.9368350311176825, 1.5, 0, 0, 1.5, 2.9368350311176825]
        for (value, expected) in zip(deviations, expected) {
            #expect(abs((value.asDouble ?? .nan) - expected) < 1e-12)
        }
    }

    @Test("aggregates without an order see the whole partition, filtered rows excepted")
    func whole() async throws {
        #expect(
            try await compute(aggregate(.count, [rows["x"]], .int64), by: ["u"], order: [], .int64)
                == int64s(4, 2, 4, 2, 4, 2, 4, 2, 2, 4))
        #expect(
            try await compute(aggregate(.min, [rows["p"]], .string), by: ["u"], order: [], .string)
                == strings(
                    "growth", "foundation", "growth", "growth", "growth", "foundation", "growth", "growth",
                    "foundation", "growth"))
        #expect(
            try await compute(aggregate(.var_samp, [rows["x"]], .double), by: ["u"], order: [], .double)
                == doubles(11.5, 4.5, 11.5, 1.125, 11.5, 4.5, 11.5, 1.125, 4.5, 11.5))
        #expect(
            try await compute(
                aggregate(.percentile, [rows["x"], lit(.double(0.5))], .double), by: ["u"], order: [], .double)
                == doubles(1.75, 0.5, 1.75, 3.25, 1.75, 0.5, 1.75, 3.25, 0.5, 1.75))
        #expect(
            try await compute(
                aggregate(.sum, [rows["n"]], filter: .binary(.greater, rows["x"], lit(.double(0))), .int64), by: ["u"],
                order: [], .int64) == int64s(230, 20, 230, 80, 230, 20, 230, 80, 20, 230))
        #expect(
            try await compute(aggregate(.max_by, [rows["id"], rows["n"]], .string), by: ["u"], order: [], .string)
                == strings("t6", "t8", "t6", "t5", "t6", "t8", "t6", "t5", "t8", "t6"))
        let correlation = try await compute(
            aggregate(.corr, [rows["x"], .cast(rows["n"], to: .double, orNull: false)], .double), by: ["u"], order: [],
            .double)
        #expect(abs((correlation[0].asDouble ?? .nan) - 0.2864277411836525) < 1e-12)
        #expect(correlation[1] == .double(-1))
        #expect(correlation[3] == .null)
    }

    @Test("several partition keys, nulls and zeros among them, make one partition each")
    func manyKeys() async throws {
        let table = Rows(
            ("a", .double, doubles(0.0, -0.0, .nan, .nan, nil, nil, 1)),
            ("b", .string, strings("x", "x", "x", "x", "x", "x", nil)), ("c", .int64, int64s(1, 1, 2, 2, 3, 4, 5)))
        let window = WindowExpression(
            .rowNumber, partitionBy: [table["a"], table["b"], table["c"]], orderBy: [], type: .int64)
        let plan = try WindowPlan([Named("w", window)], input: table.schema)
        let collectors = try (0..<2).map { _ in try WindowCollector(plan) }
        for row in (0..<7).reversed() {
            try collectors[row % 2].append(
                table.columns, rowCount: 7, selection: Selection([UInt32(row)]), split: row)
        }
        let result = try await WindowResult.computing(collectors, plan: plan, threads: 2)
        let numbers = try (0..<result.batchCount).map { try result.batch(at: $0).columns[3][0] }
        #expect(numbers == int64s(1, 2, 1, 2, 1, 1, 1))
    }

    @Test("columns that nobody reads come out as nulls, and empty input gives no batch")
    func pruning() async throws {
        let window = WindowExpression(
            .lag(rows["p"], offset: 1, fallback: null(.string)), partitionBy: [rows["u"]], orderBy: byTimeAndID,
            type: .string)
        let plan = try WindowPlan([Named("from", window)], input: rows.schema, neededColumns: [6])
        let collector = try WindowCollector(plan)
        let empty = try await WindowResult.computing([collector], plan: plan, threads: 2)
        #expect(empty.rowCount == 0 && empty.batchCount == 0)
        try collector.append(rows.columns, rowCount: 10, split: 0)
        let batch = try await WindowResult.computing([collector], plan: plan, threads: 2).batch(at: 0)
        #expect(batch.columns[1].scalars.allSatisfy { $0.isNull })
        #expect(batch.columns[6].scalars == rows.columns[6].scalars)
        #expect(batch.columns[7][0] == .string("growth"))
    }

    @Test("a running sum that overflows is an error")
    func overflow() async throws {
        let table = Rows(("n", .int64, int64s(.max, 1)))
        let window = WindowExpression(
            aggregate(.sum, [table["n"]], .int64), partitionBy: [], orderBy: [SortKey(table["n"])], type: .int64)
        let plan = try WindowPlan([Named("w", window)], input: table.schema)
        let collector = try WindowCollector(plan)
        try collector.append(table.columns, rowCount: 2, split: 0)
        await #expect(throws: EvaluationError(.integerOverflow, in: "sum")) {
            try await WindowResult.computing([collector], plan: plan, threads: 1)
        }
    }
}
