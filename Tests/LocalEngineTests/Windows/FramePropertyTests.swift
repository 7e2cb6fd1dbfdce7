import Columnar
import TestSupport
import Testing

/// Random frames over random rows against frames worked out row by row.
@Suite("Frames over random rows")
struct FramePropertyTests {
    private struct Row {
        var id: Int
        var user: Int
        var x: Double?
        var n: Int?
    }

    /// A frame's bounds in rows; nil is unbounded.
    private struct Frame {
        var start: Int?
        var end: Int?

        var sql: String { "ROWS BETWEEN \(Frame.sql(start, "PRECEDING")) AND \(Frame.sql(end, "FOLLOWING"))" }

        private static func sql(_ bound: Int?, _ side: String) -> String {
            guard let bound else { return "UNBOUNDED \(side)" }
            return bound == 0 ? "CURRENT ROW" : "\(abs(bound)) \(bound < 0 ? "PRECEDING" : "FOLLOWING")"
        }

        func rows(of index: Int, in partition: [Row]) -> [Row] {
            partition.indices.filter { other in
                (start.map { other >= index + $0 } ?? true) && (end.map { other <= index + $0 } ?? true)
            }.map { partition[$0] }
        }
    }

    /// The call, and its value over a frame's rows as text. x and n are multiples of an eighth, so sums are exact.
    private let functions: [(String, @Sendable ([Row]) -> String)] = [
        ("count(*)", { "\($0.count)" }), ("count(x)", { "\($0.compactMap(\.x).count)" }),
        ("sum(n)", { rows in rows.contains { $0.n != nil } ? "\(rows.compactMap(\.n).reduce(0, +))" : "-" }),
        ("sum(x)", { rows in rows.contains { $0.x != nil } ? "\(rows.compactMap(\.x).reduce(0, +))" : "-" }),
        ("min(x)", { $0.compactMap(\.x).min().map { "\($0)" } ?? "-" }),
        ("max(n)", { $0.compactMap(\.n).max().map { "\($0)" } ?? "-" }),
        ("first_value(n)", { $0.first?.n.map { "\($0)" } ?? "-" }),
        ("last_value(n)", { $0.last?.n.map { "\($0)" } ?? "-" }),
        ("last_value(n) IGNORE NULLS", { $0.compactMap(\.n).last.map { "\($0)" } ?? "-" }),
        ("nth_value(n, 3)", { $0.count > 2 ? $0[2].n.map { "\($0)" } ?? "-" : "-" }),
        ("nth_value(n, 3) IGNORE NULLS", { $0.compactMap(\.n).dropFirst(2).first.map { "\($0)" } ?? "-" }),
        ("count(DISTINCT n)", { "\(Set($0.compactMap(\.n)).count)" }),
        (
            "median(x)",
            { rows in
                let sorted = rows.compactMap(\.x).sorted()
                return sorted.isEmpty ? "-" : "\((sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2)"
            }
        ),
        (
            "approx_percentile(n, 0.3)",
            { rows in
                let sorted = rows.compactMap(\.n).sorted()
                return sorted.isEmpty ? "-" : "\(sorted[max(0, (3 * sorted.count + 9) / 10 - 1)])"
            }
        ),
        (
            "bool_or(n > 5)",
            { rows in rows.contains { $0.n != nil } ? "\(rows.compactMap(\.n).contains { $0 > 5 })" : "-" }
        ),
        (
            "bool_and(n > -5)",
            { rows in rows.contains { $0.n != nil } ? "\(rows.compactMap(\.n).allSatisfy { $0 > -5 })" : "-" }
        ),
        (
            "min_by(id, x)",
            { rows in
                guard let least = rows.compactMap(\.x).min() else { return "-" }
                return rows.first { $0.x == least }.map { "\($0.id)" } ?? "-"
            }
        ),
        (
            "string_agg(n, ',')",
            { rows in
                let texts = rows.compactMap(\.n).map(String.init)
                return texts.isEmpty ? "-" : texts.joined(separator: ",")
            }
        ),
        (
            "sum(n) FILTER (WHERE x > 0)",
            { rows in
                let kept = rows.filter { ($0.x ?? 0) > 0 }.compactMap(\.n)
                return kept.isEmpty ? "-" : "\(kept.reduce(0, +))"
            }
        ),
    ]

    @Test("every function gives what its frame's rows give", arguments: 0..<24)
    func frames(seed: UInt64) async throws {
        var random = SeededGenerator(seed: seed &* 77 &+ 5)
        let count = [1, 7, 60, 300][Int(seed % 4)]
        let users = [1, 3, 40][Int(seed % 3)]
        let rows = (0..<count).map { id in
            Row(
                id: id, user: Int.random(in: 0..<users, using: &random),
                x: Int.random(in: 0..<5, using: &random) == 0
                    ? nil : Double(Int.random(in: -40...40, using: &random)) / 8,
                n: Int.random(in: 0..<4, using: &random) == 0 ? nil : Int.random(in: -9...9, using: &random))
        }
        let shuffled = rows.shuffled(using: &random)
        let lines = shuffled.map { row in
            "\(row.id),u\(row.user),\(row.x.map { "\($0)" } ?? ""),\(row.n.map { "\($0)" } ?? ""),"
        }
        let tables = try EngineTests.Tables(extra: ["t.csv": "id,user,x,n,at\n" + lines.joined(separator: "\n") + "\n"])
        func bound() -> Int { Int.random(in: -9...9, using: &random) }
        let pair = [bound(), bound()].sorted()
        let frame = [
            Frame(start: pair[0], end: pair[1]), Frame(start: nil, end: bound()), Frame(start: bound(), end: nil),
            Frame(start: -2, end: 0), Frame(start: nil, end: nil), Frame(start: nil, end: 0),
        ][Int(seed / 4)]
        let partitions = Dictionary(grouping: rows, by: \.user)
        let calls = functions.enumerated().map { "\($0.element.0) OVER w AS c\($0.offset)" }.joined(separator: ", ")
        let answer = try await tables.rows(
            "SELECT id, \(calls) FROM t WINDOW w AS (PARTITION BY user ORDER BY id \(frame.sql)) ORDER BY id",
            splitBytes: [1 << 20, 64, 500][Int(seed % 3)], threads: 1 + Int(seed % 3))
        for row in rows {
            let partition = partitions[row.user] ?? []
            let index = partition.firstIndex { $0.id == row.id } ?? 0
            let seen = frame.rows(of: index, in: partition)
            let expected = ["\(row.id)"] + functions.map { $0.1(seen) }
            #expect(answer[row.id] == expected.joined(separator: " "), "\(frame.sql), row \(row.id)")
        }
    }
}
