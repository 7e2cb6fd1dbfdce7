import Columnar
import LocalEngine
import QueryPlan
import TestSupport
import Testing

@Suite("Sorting")
struct SortingTests {
    static let types: [DataType] = [
        .boolean, .int64, .double, .decimal(precision: 12, scale: 2), .decimal(precision: 38, scale: 5), .string, .date,
        .timestamp,
    ]

    /// Values with many ties, nulls, special numbers and texts that share beginnings.
    static func value(_ type: DataType, _ random: inout SeededGenerator) -> Scalar {
        if Int.random(in: 0..<8, using: &random) == 0 { return .null }
        let small = Int.random(in: -4...4, using: &random)
        switch type {
        case .null: return .null
        case .boolean: return .boolean(small > 0)
        case .int64: return .int64([.min, .max, -1, 0, 1, 2, 300, -300, 1 << 40][small + 4])
        case .double: return .double([.nan, -.infinity, -0.0, 0.0, 1.5, .infinity, -2, 1e300, -1e-300][small + 4])
        case .decimal(let precision, let scale):
            // Far apart, next to each other, and equal in one half of their 128 bits.
            let wide: [Int128] = [-(1 << 70), -(1 << 70) + 1, -1, 0, 1, 1 << 63, 1 << 64, (1 << 64) + 1, 1 << 70]
            return .decimal(
                DecimalNumber(unscaled: precision > 18 ? wide[small + 4] : Int128(small) * 250, scale: scale))
        case .date: return .date(Int32(small))
        case .timestamp: return .timestamp(Int64(small) * 1_000_000)
        case .string:
            return .string(
                [
                    "", "a", "a\u{0}", "transcendence", "transcendence!", "transcendencf", "é",
                    String(repeating: "long ", count: 20), String(repeating: "long ", count: 20) + "!",
                ][small + 4])
        }
    }

    /// Spark's order of two values with nulls placed as the key says; written on scalars, independent of the kernels.
    static func isLess(_ a: Scalar, _ b: Scalar, _ key: SortKey) -> Bool {
        if a.isNull || b.isNull { return a.isNull != b.isNull && a.isNull == key.nullsFirst }
        let (x, y) = key.isDescending ? (b, a) : (a, b)
        switch (x, y) {
        case (.boolean(let p), .boolean(let q)): return !p && q
        case (.int64(let p), .int64(let q)), (.timestamp(let p), .timestamp(let q)): return p < q
        case (.date(let p), .date(let q)): return p < q
        case (.decimal(let p), .decimal(let q)): return p.unscaled < q.unscaled
        case (.double(let p), .double(let q)): return p.isNaN ? false : q.isNaN ? true : p < q
        case (.string(let p), .string(let q)): return p.utf8.lexicographicallyPrecedes(q.utf8)
        default: return false
        }
    }

    struct Sample {
        var rows: [[Scalar]]
        var schema: Schema
        var keys: [SortKey]

        init(seed: UInt64, count: Int) {
            var random = SeededGenerator(seed: seed)
            let types = (0..<3).map { _ in SortingTests.types.randomElement(using: &random) ?? .int64 }
            schema = Schema(types.enumerated().map { Field("k\($0)", $1) } + [Field("row", .int64)])
            rows = (0..<count).map { row in
                types.map { SortingTests.value($0, &random) } + [.int64(Int64(row))]
            }
            keys = types.enumerated().prefix(Int.random(in: 1...3, using: &random)).map { index, type in
                SortKey(
                    .column(index: index, name: "k\(index)", type: type), isDescending: Bool.random(using: &random),
                    nullsFirst: Bool.random(using: &random))
            }
        }

        /// The rows by insertion in order, which is stable by construction.
        var sorted: [[Scalar]] {
            rows.enumerated().sorted { a, b in
                for (index, key) in keys.enumerated() {
                    if SortingTests.isLess(a.element[index], b.element[index], key) { return true }
                    if SortingTests.isLess(b.element[index], a.element[index], key) { return false }
                }
                return a.offset < b.offset
            }.map(\.element)
        }

        func batches(of size: Int) -> [RecordBatch] {
            stride(from: 0, to: rows.count, by: size).flatMap { start in
                Table(schema, rows: Array(rows[start..<min(start + size, rows.count)])).batches
            }
        }
    }

    @Test("sorting agrees with a stable sort of scalars, whatever the types, keys and batches", arguments: 0..<15)
    func sorts(seed: UInt64) throws {
        let sample = Sample(seed: seed, count: [0, 1, 7, 300, 1200][Int(seed % 5)])
        let result = try BatchSorter.sorted(
            sample.batches(of: [3, 100, 4096][Int(seed % 3)]), schema: sample.schema, by: sample.keys)
        #expect(Table(schema: sample.schema, batches: [result]).rows == sample.sorted)
    }

    @Test("the first rows are those of the full sort, however the input was split and merged", arguments: 0..<10)
    func topRows(seed: UInt64) throws {
        let sample = Sample(seed: seed &+ 1000, count: 5500)
        let limit = [0, 1, 10, 700, 9000][Int(seed % 5)]
        var whole = try TopK(schema: sample.schema, by: sample.keys, limit: limit)
        var first = whole
        var second = try TopK(schema: sample.schema, by: sample.keys, limit: limit)
        for (index, batch) in sample.batches(of: 500).enumerated() {
            try whole.update(batch.columns, rowCount: batch.rowCount)
            if index < 7 {
                try first.update(batch.columns, rowCount: batch.rowCount)
            } else {
                try second.update(batch.columns, rowCount: batch.rowCount)
            }
        }
        try first.merge(second)
        let expected = Array(sample.sorted.prefix(limit))
        #expect(Table(schema: sample.schema, batches: [try whole.finish()]).rows == expected)
        #expect(Table(schema: sample.schema, batches: [try first.finish()]).rows == expected)
    }

    @Test("the first rows of one large batch are those of the full sort", arguments: 0..<4)
    func topRowsOfOneBatch(seed: UInt64) throws {
        let sample = Sample(seed: seed &+ 2000, count: 20_000)
        var state = try TopK(schema: sample.schema, by: sample.keys, limit: [1, 10, 700, 5000][Int(seed)])
        for batch in sample.batches(of: 20_000) { try state.update(batch.columns, rowCount: batch.rowCount) }
        let expected = Array(sample.sorted.prefix([1, 10, 700, 5000][Int(seed)]))
        #expect(Table(schema: sample.schema, batches: [try state.finish()]).rows == expected)
    }

    @Test("only selected rows are among the first")
    func selectedTopRows() throws {
        let rows = Rows(("a", .int64, int64s(5, 1, 4, 2, 3)))
        var state = try TopK(schema: rows.schema, by: [SortKey(rows["a"])], limit: 2)
        try state.update(rows.columns, rowCount: 5, selection: Selection([0, 2, 4]))
        #expect(try state.finish().columns[0].scalars == int64s(3, 4))
    }

    @Test("gathering copies values, repeats rows and makes nulls of missing ones")
    func gathering() throws {
        let texts = Column(.string, strings("a", nil, "a text of more than sixteen bytes", ""))
        let gathered = try [2, .max, 0, 1, 2, 3].withUnsafeBufferPointer { (rows: UnsafeBufferPointer<UInt32>) in
            try texts.gathering(rows)
        }
        #expect(
            gathered.scalars
                == strings(
                    "a text of more than sixteen bytes", nil, "a", nil, "a text of more than sixteen bytes", ""))
        let whole = try Column.concatenating([texts, gathered, Column(.string, [])], type: .string)
        #expect(whole.scalars == texts.scalars + gathered.scalars)
    }
}
