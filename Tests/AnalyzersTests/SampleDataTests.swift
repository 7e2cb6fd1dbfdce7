import Analyzers
import Columnar
import Testing

@Suite("Sample data")
struct SampleDataTests {
    private func rows(_ sample: SampleData, of table: String) -> [[Substring]] {
        sample.days.flatMap { day in
            sample.files(day: day).filter { $0.path.hasPrefix(table) }.flatMap { file in
                String(decoding: file.bytes, as: UTF8.self).split(separator: "\n").dropFirst()
                    .map { $0.split(separator: ",", omittingEmptySubsequences: false) }
            }
        }
    }

    @Test("the same seed gives the same bytes, another seed others")
    func deterministic() {
        let one = SampleData(rows: 500, seed: 3, end: 1_794_787_200, weeks: 1)
        let two = SampleData(rows: 500, seed: 3, end: 1_794_787_200, weeks: 1)
        let other = SampleData(rows: 500, seed: 4, end: 1_794_787_200, weeks: 1)
        for day in one.days {
            #expect(one.files(day: day).map(\.bytes) == two.files(day: day).map(\.bytes))
        }
        #expect(
            one.files(day: one.days.lowerBound).map(\.bytes) != other.files(day: other.days.lowerBound).map(\.bytes))
    }

    @Test("row counts are exact: half as many payments and a fifth as many audits", arguments: [1, 7, 1000, 12_345])
    func counts(rows count: Int) {
        let sample = SampleData(rows: count, seed: 1, end: 1_794_787_200, weeks: 2)
        #expect(rows(sample, of: "transactions").count == count)
        #expect(rows(sample, of: "payments").count == (count + 1) / 2)
        #expect(rows(sample, of: "audits").count == (count + 4) / 5)
    }

    @Test("columns hold what the text spells, value for value", arguments: ["transactions", "payments", "audits"])
    func columns(table: String) throws {
        let sample = SampleData(rows: 6000, seed: 5, end: 1_794_787_200, weeks: 1)
        let text = rows(sample, of: table)
        let tables = sample.days.flatMap { sample.tables(day: $0) }.filter { $0.path.hasPrefix(table) }
        #expect(tables.map(\.path) == sample.days.map { "\(table)/\(CivilDate(daysSinceEpoch: $0))" })
        let columns = tables.flatMap { day in (0..<day.rows.rowCount).map { row in day.rows.columns.map { $0[row] } } }
        try #require(columns.count == text.count)
        for (spelt, held) in zip(text, columns) {
            for (field, value) in zip(spelt, held) {
                switch value {
                case .null: #expect(field.isEmpty)
                case .double(let number): #expect(Double(field) == number)
                case .timestamp(let instant): #expect(TimestampText.microseconds(String(field), zone: .utc) == instant)
                default: #expect(field == value.text)
                }
            }
        }
    }

    @Test("all instants lie in the span, in order, and levels in 0 to 1")
    func span() {
        // 2026-11-16T00:00:00Z, a Monday; two weeks before it is 2026-11-02.
        let sample = SampleData(rows: 2000, seed: 1, end: 1_794_787_200, weeks: 2)
        let transactions = rows(sample, of: "transactions")
        let times = transactions.map { String($0[5]) }
        #expect(times == times.sorted())
        #expect(times.first! >= "2026-11-02T00:00:00.000Z" && times.last! < "2026-11-16T00:00:00.000Z")
        for level in transactions.compactMap({ Double($0[3]) }) { #expect((0...1).contains(level)) }
    }

    @Test("the Friday morning of the last whole week resonates less")
    func badHour() throws {
        let sample = SampleData(rows: 50_000, seed: 1, end: 1_794_787_200, weeks: 1)
        let transactions = rows(sample, of: "transactions")
        func average(_ prefix: String) -> Double {
            let levels = transactions.filter { $0[5].hasPrefix(prefix) }.compactMap { Double($0[3]) }
            return levels.reduce(0, +) / Double(levels.count)
        }
        #expect(average("2026-11-13T06") < 0.5)
        #expect(average("2026-11-12T06") > 0.6)
    }
}
