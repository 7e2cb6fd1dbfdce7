public import Columnar

#if canImport(Glibc)
    import func Glibc.exp
    import func Glibc.cos
    import func Glibc.pow
#else
    import func Darwin.exp
    import func Darwin.cos
    import func Darwin.pow
#endif

/// Sample data for the three sources: the same bytes for the same seed, row count, span and end.
///
/// The data tell a story that every chart can show: days and weeks have a rhythm, a few users do most, phases drift
/// towards transcendence, ethics follow resonance, about one payment in 1,500 is far too large, and on the Friday of the last whole week
/// resonance breaks down from 05:00 to 08:00. About one level in a thousand is missing.
/// For every `rows` transactions there are half as many payments and a fifth as many audits. One file holds a day of a table.
public struct SampleData: Sendable {
    /// The format of the text files.
    public enum Format: String, Sendable, CaseIterable {
        case csv, ndjson
    }

    /// One table's rows of a day, for files that are no text.
    public struct DayTable: Sendable {
        /// The place below the data folder, without an extension: `transactions/2026-11-09`.
        public var path: String
        /// The rows, with the types that the analyzers declare.
        public var rows: RecordBatch
    }

    /// One file's place below the data folder, and its bytes.
    public struct File: Sendable {
        /// Such as `transactions/2026-11-09.csv`.
        public var path: String
        /// The whole file.
        public var bytes: [UInt8]

        /// A file at a path below the data folder.
        public init(path: String, bytes: [UInt8]) {
            self.path = path
            self.bytes = bytes
        }
    }

    /// Transactions over the whole span.
    public let rows: Int
    /// The seed.
    public let seed: UInt64
    /// The first instant behind the span, in seconds since 1970; a whole hour.
    public let end: Int
    /// The length of the span.
    public let weeks: Int
    /// The format of the files.
    public let format: Format

    private let firstHour: Int
    /// Transactions before each hour of the span, and the total at its end.
    private let cumulative: [Int]

    /// A data set. `rows` and `weeks` are at least 1; `end` is cut to the hour.
    public init(rows: Int, seed: UInt64, end: Int, weeks: Int = 8, format: Format = .csv) {
        self.rows = max(1, rows)
        self.seed = seed
        self.weeks = max(1, weeks)
        self.format = format
        let endHour = end.flooredDivision(by: 3600)
        self.end = endHour * 3600
        firstHour = endHour - self.weeks * 168
        let hours = self.weeks * 168
        var total = 0.0
        var running = [0.0]
        for hour in 0..<hours {
            total += SampleData.activity(hour: firstHour + hour) * (1 + 0.12 * Double(hour) / Double(hours))
            running.append(total)
        }
        let count = self.rows
        cumulative = running.map { Int((Double(count) * $0 / total).rounded()) }
    }

    /// The days of the span, as days since 1970 in UTC; the first and last may be partial.
    public var days: ClosedRange<Int> { firstHour.flooredDivision(by: 24)...(end / 3600 - 1).flooredDivision(by: 24) }

    /// The three files of a day. Days are independent of each other and can be made in parallel. Complexity: O(rows of the day).
    public func files(day: Int) -> [File] {
        let rows = rowCount(day: day)
        var transactions = SampleWriter(
            format: format, columns: AnalyzerRole.transactions.columns.map(\.name),
            capacity: rows * (format == .csv ? 96 : 220))
        var payments = SampleWriter(
            format: format, columns: AnalyzerRole.payments.columns.map(\.name), capacity: rows * 80)
        var audits = SampleWriter(
            format: format, columns: AnalyzerRole.audits.columns.map(\.name), capacity: rows * 40)
        generate(day: day, transactions: &transactions, payments: &payments, audits: &audits)
        let name = "\(CivilDate(daysSinceEpoch: day).description).\(format.rawValue)"
        return [
            File(path: "transactions/\(name)", bytes: transactions.bytes),
            File(path: "payments/\(name)", bytes: payments.bytes),
            File(path: "audits/\(name)", bytes: audits.bytes),
        ]
    }

    /// The three tables of a day: the values that `files` spells. Complexity: O(rows of the day).
    public func tables(day: Int) -> [DayTable] {
        let rows = rowCount(day: day)
        var transactions = SampleColumns(fields: AnalyzerRole.transactions.columns, capacity: rows)
        var payments = SampleColumns(fields: AnalyzerRole.payments.columns, capacity: rows / 2 + 1)
        var audits = SampleColumns(fields: AnalyzerRole.audits.columns, capacity: rows / 5 + 1)
        generate(day: day, transactions: &transactions, payments: &payments, audits: &audits)
        let date = CivilDate(daysSinceEpoch: day).description
        return [
            DayTable(path: "transactions/\(date)", rows: transactions.batch),
            DayTable(path: "payments/\(date)", rows: payments.batch),
            DayTable(path: "audits/\(date)", rows: audits.batch),
        ]
    }

    /// The hours of the span that lie in a day.
    private func hours(day: Int) -> Range<Int> { max(day * 24, firstHour)..<min(day * 24 + 24, end / 3600) }

    /// Transactions of a day.
    private func rowCount(day: Int) -> Int {
        let hours = hours(day: day)
        return cumulative[hours.upperBound - firstHour] - cumulative[hours.lowerBound - firstHour]
    }

    /// Gives a day's rows to the sinks, in order of time. What a sink does with them changes no value.
    private func generate<Sink: SampleSink>(
        day: Int, transactions: inout Sink, payments: inout Sink, audits: inout Sink
    ) {
        var random = SampleRandom(seed: seed &+ UInt64(bitPattern: Int64(day)) &* 0x2545_F491_4F6C_DD1D)
        let date = SampleDate(day: day)
        for hour in hours(day: day) {
            let first = cumulative[hour - firstHour]
            let count = cumulative[hour - firstHour + 1] - first
            for index in 0..<count {
                let number = first + index
                let time = instant(hour: hour, index: index, of: count, random: &random)
                let transaction = transaction(hour: hour, random: &random)
                transactions.text("tx_", number, digits: 7)
                transactions.text("user_", transaction.user)
                transactions.decimal(transaction.amount, decimals: 4)
                transactions.decimal(transaction.level, decimals: 4)
                transactions.text(SampleData.phases[transaction.phase])
                transactions.timestamp(on: date, milliseconds: time)
                transactions.decimal(transaction.ethics, decimals: 1)
                transactions.decimal(transaction.coherence, decimals: 4)
                if number % 2 == 0 { payment(number / 2, at: time, on: date, random: &random, into: &payments) }
                if number % 5 == 0 {
                    let later = min(time + Int(random.unit() * 1_800_000), 86_399_999)
                    let ethics = min(1000, max(0, transaction.ethics + 40 * random.normal()))
                    audits.text("audit_", number / 5, digits: 7)
                    audits.text("tx_", number, digits: 7)
                    audits.decimal(ethics, decimals: 1)
                    audits.decimal(min(100, max(0, 32 + ethics / 16 + 8 * random.normal())), decimals: 2)
                    audits.decimal(min(100, max(0, 40 + ethics / 20 + 10 * random.normal())), decimals: 2)
                    audits.timestamp(on: date, milliseconds: later)
                }
            }
        }
    }

    private static let phases: [StaticString] = ["foundation", "growth", "harmony", "transcendence"]

    /// How busy an hour is: a peak in the early afternoon, less at night, less at weekends.
    private static func activity(hour: Int) -> Double {
        let ofDay = Double(hour.flooredRemainder(by: 24))
        let weekday = CivilDate(daysSinceEpoch: hour.flooredDivision(by: 24)).isoWeekday
        let daily = 1 - 0.75 * cos((ofDay - 2) * .pi / 12)
        let weekly = [1.0, 1.04, 1.02, 1.08, 1.2, 0.78, 0.66][weekday - 1]
        return daily * weekly
    }

    /// Milliseconds of the day: rows of an hour are evenly spread with jitter, in order.
    private func instant(hour: Int, index: Int, of count: Int, random: inout SampleRandom) -> Int {
        let share = (Double(index) + random.unit()) / Double(count)
        return hour.flooredRemainder(by: 24) * 3_600_000 + min(3_599_999, Int(share * 3_600_000))
    }

    private struct Transaction {
        var user: Int
        var amount: Double
        var phase: Int
        var level: Double?
        var ethics: Double
        var coherence: Double?
    }

    private func transaction(hour: Int, random: inout SampleRandom) -> Transaction {
        let user = user(random: &random)
        let progress = Double(hour - firstHour) / Double(weeks * 168)
        let phase = phase(user: user, progress: progress, random: &random)
        let ofDay = Double(hour.flooredRemainder(by: 24))
        var level = [0.52, 0.61, 0.69, 0.79][phase] - 0.035 * cos((ofDay - 2) * .pi / 12) + 0.13 * random.normal()
        if isBadHour(hour) { level -= 0.24 }
        level = min(1, max(0, level))
        let ethics = min(1000, max(0, 260 + 510 * level + 80 * random.normal()))
        let coherence = min(1, max(0, 0.46 + 0.42 * level + 0.06 * random.normal()))
        return Transaction(
            user: user, amount: exp(1.3 + 0.9 * random.normal()), phase: phase,
            level: random.next() % 1000 == 0 ? nil : level, ethics: ethics,
            coherence: random.next() % 1000 == 0 ? nil : coherence)
    }

    /// A user's number; low numbers do most: the density falls with the power of a long tail.
    private func user(random: inout SampleRandom) -> Int {
        let users = Double(min(100_000, max(20, rows / 20)))
        return 1 + Int(users * pow(random.unit(), 2.2))
    }

    /// Users keep near a phase of their own; all drift towards transcendence.
    private func phase(user: Int, progress: Double, random: inout SampleRandom) -> Int {
        var mixer = SampleRandom(seed: seed &+ UInt64(user))
        let own = mixer.unit() * 3 + progress * 0.7
        let wandering = own + 0.75 * random.normal()
        return min(3, max(0, Int(wandering.rounded())))
    }

    /// Friday 05:00 to 08:00 of the last week (Monday to Sunday, UTC) that ends by the end of the span.
    private func isBadHour(_ hour: Int) -> Bool {
        let lastDay = end.flooredDivision(by: 86_400)
        let monday = lastDay - (CivilDate(daysSinceEpoch: lastDay).isoWeekday - 1) - 7
        return (monday + 4) * 24 + 5..<(monday + 4) * 24 + 8 ~= hour
    }

    private func payment(
        _ number: Int, at time: Int, on date: SampleDate, random: inout SampleRandom, into sink: inout some SampleSink
    ) {
        var amount = exp(1.16 + 0.7 * random.normal())
        if random.next() % 1500 == 0 { amount *= 30 + 60 * random.unit() }
        let fate = random.next() % 100
        sink.text("pay_", number, digits: 7)
        sink.text("user_", user(random: &random))
        sink.decimal(amount, decimals: 2)
        sink.timestamp(on: date, milliseconds: time)
        sink.text(fate < 93 ? "completed" : fate < 97 ? "pending" : fate < 99 ? "failed" : "refunded")
    }
}
