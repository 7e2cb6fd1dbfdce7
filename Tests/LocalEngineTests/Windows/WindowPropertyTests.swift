import Columnar
import LocalEngine
import QueryPlan
import TestSupport
import Testing

/// Random rows in many batches, splits, workers and threads against windows worked out row by row.
@Suite("Windows over random rows")
struct WindowPropertyTests {
    let schema = Schema([
        Field("user", .string), Field("time", .timestamp), Field("id", .string), Field("value", .int64),
    ])

    private func column(_ index: Int) -> Expression {
        .column(index: index, name: schema.fields[index].name, type: schema.fields[index].type)
    }

    /// Rows mostly in time order; `disorder` of a thousand are not.
    private func rows(count: Int, users: Int, disorder: Int, _ random: inout SeededGenerator) -> [[Scalar]] {
        (0..<count).map { row in
            let user = Int.random(in: 0..<users, using: &random)
            let isLate = Int.random(in: 0..<1000, using: &random) < disorder
            let time = isLate ? Int.random(in: 0..<count, using: &random) : row
            let tie = Int.random(in: 0..<3, using: &random)
            return [
                user == 0 ? .null : .string(user % 3 == 0 ? "a user with a rather long name \(user)" : "u\(user)"),
                isLate && tie == 0 ? .null : .timestamp(Int64(time / 4)),
                .string("t\(count + row * (isLate ? 1 : 7) % count)"),
                .int64(Int64(row)),
            ]
        }
    }

    private func isBefore(_ a: [Scalar], _ b: [Scalar]) -> Bool {
        for key in [SortKey(column(1)), SortKey(column(2))] {
            guard case .column(let index, _, _) = key.expression else { continue }
            if SortingTests.isLess(a[index], b[index], key) { return true }
            if SortingTests.isLess(b[index], a[index], key) { return false }
        }
        return (a[3].asInt64 ?? 0) < (b[3].asInt64 ?? 0)
    }

    @Test(
        "neighbours and running sums are those of each partition sorted by itself",
        arguments: zip(0..<16, [0, 0, 1, 5, 100, 1000, 0, 3, 0, 30, 0, 1000, 2, 0, 0, 7]))
    func neighbours(seed: UInt64, disorder: Int) async throws {
        var random = SeededGenerator(seed: seed)
        let rows = rows(
            count: [0, 1, 50, 900][Int(seed % 4)], users: [1, 3, 40, 2000][Int(seed / 4)], disorder: disorder, &random)
        let order = [SortKey(column(1)), SortKey(column(2))]
        func window(_ function: WindowFunction) -> Named<WindowExpression> {
            Named("w", WindowExpression(function, partitionBy: [column(0)], orderBy: order, type: .int64))
        }
        let sum = AggregateExpression(.sum, [column(3)], type: .int64)
        let cases = [
            [window(.lag(column(3), offset: 1, fallback: null(.int64)))],
            [window(.lag(column(3), offset: -1, fallback: lit(.int64(-7))))],
            [
                window(.lag(column(3), offset: 1, fallback: null(.int64))),
                window(.lag(column(3), offset: -1, fallback: null(.int64))),
                window(.rowNumber), window(.aggregate(sum)),
            ],
        ]
        // The expectation, partition by partition.
        var lag: [Scalar] = Array(repeating: .null, count: rows.count)
        var (lead, number, total) = (lag, lag, lag)
        for (_, members) in Dictionary(grouping: rows, by: { $0[0] }) {
            let sorted = members.sorted(by: isBefore)
            var running: Int64 = 0
            for (index, row) in sorted.enumerated() {
                let position = Int(row[3].asInt64 ?? 0)
                if index > 0 { lag[position] = sorted[index - 1][3] }
                if index + 1 < sorted.count { lead[position] = sorted[index + 1][3] }
                number[position] = .int64(Int64(index + 1))
                running += Int64(position)
                total[position] = .int64(running)
            }
            // Peers share the sum of the last of them.
            for (row, next) in zip(sorted, sorted.dropFirst()).reversed() where row[1] == next[1] && row[2] == next[2] {
                total[Int(row[3].asInt64 ?? 0)] = total[Int(next[3].asInt64 ?? 0)]
            }
        }
        let expected = [[lag], [lead.map { $0.isNull ? .int64(-7) : $0 }], [lag, lead, number, total]]
        for (windows, expected) in zip(cases, expected) {
            for threads in [1, 2, 5] {
                let plan = try WindowPlan(windows, input: schema)
                let collectors = try (0..<threads).map { _ in try WindowCollector(plan) }
                var start = 0
                var split = 0
                while start < rows.count {
                    let end = min(rows.count, start + Int.random(in: 1...120, using: &random))
                    let batch = Table(schema, rows: Array(rows[start..<end])).batches[0]
                    try collectors[split % threads].append(batch.columns, rowCount: end - start, split: split)
                    if Bool.random(using: &random) { split += 1 }
                    start = end
                }
                let result = try await WindowResult.computing(collectors, plan: plan, threads: threads)
                let batches = try (0..<result.batchCount).map { try result.batch(at: $0) }
                let table = Table(schema: result.schema, batches: batches)
                #expect(table.rowCount == rows.count)
                for (index, values) in expected.enumerated() { #expect(table.column(4 + index) == values) }
                #expect(table.column(0) == rows.map { $0[0] })
            }
        }
    }
}
