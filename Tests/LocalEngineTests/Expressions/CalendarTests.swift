import Columnar
import Foundation
import LocalEngine
import QueryPlan
import TestSupport
import Testing

@Suite("Calendar and mathematics")
struct CalendarTests {
    private func truncate(_ unit: String, _ value: Scalar, _ zone: ZoneRules = .utc) throws -> Scalar {
        try evaluate(call(.date_trunc, [lit(.string(unit)), lit(value)], .timestamp), zone: zone)
    }

    @Test(
        "date_trunc goes back to the start of the unit, before 1970 too",
        arguments: [
            ("2026-11-11T13:45:59.123456Z", "year", "2026-01-01T00:00:00Z"),
            ("2026-11-11T13:45:59.123456Z", "quarter", "2026-10-01T00:00:00Z"),
            ("2026-11-11T13:45:59.123456Z", "MONTH", "2026-11-01T00:00:00Z"),
            ("2026-11-11T13:45:59.123456Z", "week", "2026-11-09T00:00:00Z"),
            ("2026-11-09T00:00:00Z", "week", "2026-11-09T00:00:00Z"),
            ("2026-11-08T23:59:59Z", "week", "2026-11-02T00:00:00Z"),
            ("2026-11-11T13:45:59.123456Z", "day", "2026-11-11T00:00:00Z"),
            ("2026-11-11T13:45:59.123456Z", "hour", "2026-11-11T13:00:00Z"),
            ("2026-11-11T13:45:59.123456Z", "minute", "2026-11-11T13:45:00Z"),
            ("2026-11-11T13:45:59.123456Z", "second", "2026-11-11T13:45:59Z"),
            ("2026-11-11T13:45:59.123456Z", "millisecond", "2026-11-11T13:45:59.123Z"),
            ("1969-12-31T23:59:59.999999Z", "hour", "1969-12-31T23:00:00Z"),
            ("1969-12-31T23:59:59.999999Z", "day", "1969-12-31T00:00:00Z"),
            ("1969-12-31T23:59:59.999999Z", "week", "1969-12-29T00:00:00Z"),
            ("2024-02-29T12:00:00Z", "month", "2024-02-01T00:00:00Z"),
        ])
    func truncation(text: String, unit: String, expected: String) throws {
        #expect(try truncate(unit, instant(text)) == instant(expected))
    }

    @Test(
        "fields of rows in the order of time are those of a calendar, across days and changes of the clock",
        arguments: ["UTC", "Europe/Berlin", "Asia/Kathmandu", "Australia/Lord_Howe", "America/St_Johns"])
    func runs(name: String) throws {
        let zone = try #require(ZoneRules(identifier: name))
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = try #require(TimeZone(identifier: name))
        // Every 7 minutes of two days around each of some days: changes in Europe, Australia and America, and none.
        for day in ["2026-03-29T00:00:00Z", "2026-10-04T00:00:00Z", "2026-11-01T00:00:00Z", "1969-12-31T00:00:00Z"] {
            let start = try #require(TimestampText.microseconds(day, zone: ZoneRules.utc))
            let instants = (0..<420).map { (step: Int64) -> Int64 in start + step * 420_000_000 }
            let rows = Rows(("t", .timestamp, instants.map { .timestamp($0) }))
            let parts = instants.map {
                calendar.dateComponents(
                    [.hour, .minute, .day], from: Date(timeIntervalSince1970: Double($0) / 1_000_000))
            }
            let fields: [(ScalarFunction, KeyPath<DateComponents, Int?>)] = [
                (.hour, \.hour), (.minute, \.minute), (.day, \.day),
            ]
            for (function, field) in fields {
                let found = try rows.evaluate(call(function, [rows["t"]], .int64), zone: zone)
                #expect(found == parts.map { .int64(Int64($0[keyPath: field] ?? -1)) }, "\(function) on \(day)")
            }
        }
    }

    @Test("fields of instants as far apart as can be are those of each alone", arguments: ["UTC", "Asia/Kathmandu"])
    func farApart(name: String) throws {
        let zone = try #require(ZoneRules(identifier: name))
        let (first, last) = (Int64.min, Int64.max)
        for instants: [Int64] in [[first, 0, last], [last, 5, first], [last - 1, last], [first, first + 1]] {
            let rows = Rows(("t", .timestamp, instants.map { .timestamp($0) }))
            for function in [ScalarFunction.hour, .minute, .day, .year] {
                let alone = try instants.map { try evaluate(call(function, [lit(.timestamp($0))], .int64), zone: zone) }
                #expect(try rows.evaluate(call(function, [rows["t"]], .int64), zone: zone) == alone)
            }
        }
    }

    @Test("date_trunc follows the wall clock through daylight saving")
    func daylightSaving() throws {
        let berlin = try #require(ZoneRules(identifier: "Europe/Berlin"))
        // 2026-03-29 has 23 hours there, 2026-10-25 has 25; times checked with `date -d`.
        #expect(try truncate("day", instant("2026-03-29T12:00:00Z"), berlin) == instant("2026-03-28T23:00:00Z"))
        #expect(try truncate("day", instant("2026-10-25T20:00:00Z"), berlin) == instant("2026-10-24T22:00:00Z"))
        // Both hours from two to three: each stays in its own.
        #expect(try truncate("hour", instant("2026-10-25T00:30:00Z"), berlin) == instant("2026-10-25T00:00:00Z"))
        #expect(try truncate("hour", instant("2026-10-25T01:30:00Z"), berlin) == instant("2026-10-25T01:00:00Z"))
        #expect(try truncate("week", instant("2026-03-29T21:59:00Z"), berlin) == instant("2026-03-22T23:00:00Z"))
        #expect(try truncate("week", instant("2026-03-29T22:00:00Z"), berlin) == instant("2026-03-29T22:00:00Z"))
        #expect(try truncate("month", instant("2026-03-31T22:30:00Z"), berlin) == instant("2026-03-31T22:00:00Z"))
        let kathmandu = try #require(ZoneRules(identifier: "Asia/Kathmandu"))
        #expect(try truncate("hour", instant("2026-11-11T13:30:00Z"), kathmandu) == instant("2026-11-11T13:15:00Z"))
    }

    @Test(
        "truncating a run of instants equals truncating each alone",
        arguments: ["hour", "day", "week", "month", "year"])
    func cache(unit: String) throws {
        let zone = try #require(ZoneRules(identifier: "America/New_York"))
        var random = SeededGenerator(seed: 7)
        let start: Int64 = 1_761_000_000_000_000
        let instants = (0..<400).map { _ in Scalar.timestamp(start + Int64(random.next() % 40_000_000) * 1_000_000) }
        let rows = Rows(("t", .timestamp, instants))
        let all = try rows.evaluate(call(.date_trunc, [lit(.string(unit)), rows["t"]], .timestamp), zone: zone)
        #expect(try all == instants.map { try truncate(unit, $0, zone) })
    }

    @Test("fields of a day and of an instant in a zone")
    func fields() throws {
        func field(_ function: ScalarFunction, _ value: Scalar, _ zone: ZoneRules = .utc) throws -> Int64? {
            try evaluate(call(function, [lit(value)], .int64), zone: zone).asInt64
        }
        let leap = day(2024, 12, 30)
        #expect(try field(.year, leap) == 2024)
        #expect(try field(.quarter, leap) == 4)
        #expect(try field(.week, leap) == 1)
        #expect(try field(.weekday, leap) == 1)
        #expect(try field(.dayofweek, leap) == 2)
        #expect(try field(.dayofyear, leap) == 365)
        #expect(try field(.dayofweek, day(2026, 11, 8)) == 1)
        #expect(try field(.weekday, day(2026, 11, 8)) == 7)
        #expect(try field(.week, day(2021, 1, 3)) == 53)
        #expect(try field(.day, day(2024, 2, 29)) == 29)
        #expect(try field(.month, day(1969, 12, 31)) == 12)
        let berlin = try #require(ZoneRules(identifier: "Europe/Berlin"))
        let late = try instant("2026-12-31T23:30:15.5Z")
        #expect(try field(.year, late, berlin) == 2027)
        #expect(try field(.hour, late, berlin) == 0)
        #expect(try field(.minute, late) == 30)
        #expect(try field(.second, late) == 15)
        #expect(try field(.hour, .timestamp(-1)) == 23)
        #expect(try field(.second, .timestamp(-1)) == 59)
        #expect(try field(.unix_timestamp, .timestamp(-1)) == -1)
        #expect(try field(.unix_micros, .timestamp(.min)) == .min)
    }

    @Test("adding units: clock units exactly, calendar units on the wall clock")
    func adding() throws {
        func add(_ unit: String, _ count: Int64, _ start: Scalar, _ zone: ZoneRules = .utc) throws -> Scalar {
            try evaluate(
                call(.timestampadd, [lit(.string(unit)), lit(.int64(count)), lit(start)], .timestamp), zone: zone)
        }
        let berlin = try #require(ZoneRules(identifier: "Europe/Berlin"))
        let before = try instant("2026-03-28T12:00:00", berlin)
        #expect(try add("day", 1, before, berlin) == instant("2026-03-29T12:00:00", berlin))
        #expect(try add("hour", 24, before, berlin) == instant("2026-03-29T13:00:00", berlin))
        #expect(try add("month", 1, instant("2024-01-31T10:00:00Z")) == instant("2024-02-29T10:00:00Z"))
        #expect(try add("year", -1, instant("2024-02-29T00:00:00Z")) == instant("2023-02-28T00:00:00Z"))
        #expect(try add("quarter", 1, instant("2026-11-30T00:00:00Z")) == instant("2027-02-28T00:00:00Z"))
        #expect(try add("week", -1, instant("2026-11-09T00:00:00Z")) == instant("2026-11-02T00:00:00Z"))
        for unit in ["microsecond", "second", "day", "week", "month", "year"] {
            #expect(throws: EvaluationError(.integerOverflow, in: "timestampadd")) {
                try add(unit, .max, .timestamp(1))
            }
            #expect(throws: EvaluationError(.integerOverflow, in: "timestampadd")) {
                try add(unit, .min, .timestamp(-1))
            }
        }
    }

    @Test(
        "whole units between instants, towards zero; months as java.time counts them",
        arguments: [
            ("month", "2026-01-31T00:00:00Z", "2026-02-28T00:00:00Z", 0),
            ("month", "2026-01-31T00:00:00Z", "2026-03-31T00:00:00Z", 2),
            ("month", "2026-03-15T12:00:00Z", "2026-04-15T11:59:59Z", 0),
            ("month", "2026-04-15T11:59:59Z", "2026-03-15T12:00:00Z", 0),
            ("month", "2026-04-15T12:00:00Z", "2026-03-15T12:00:00Z", -1),
            ("year", "2024-02-29T00:00:00Z", "2025-02-28T00:00:00Z", 0),
            ("quarter", "2026-01-01T00:00:00Z", "2026-12-31T00:00:00Z", 3),
            ("day", "2026-01-02T00:00:00Z", "2026-01-01T00:00:01Z", 0),
            ("week", "2026-01-01T00:00:00Z", "2026-01-15T00:00:00Z", 2),
            ("hour", "2026-01-01T00:00:00Z", "2025-12-31T22:30:00Z", -1),
            ("microsecond", "1970-01-01T00:00:00Z", "1970-01-01T00:00:01Z", 1_000_000),
        ] as [(String, String, String, Int64)])
    func between(unit: String, start: String, end: String, expected: Int64) throws {
        let expression = try call(
            .timestampdiff, [lit(.string(unit)), lit(instant(start)), lit(instant(end))], .int64)
        #expect(try evaluate(expression) == .int64(expected))
    }

    @Test("day arithmetic, and days that do not exist")
    func days() throws {
        #expect(try evaluate(call(.date_add, [lit(day(2024, 2, 28)), lit(.int64(2))], .date)) == day(2024, 3, 1))
        #expect(try evaluate(call(.date_sub, [lit(day(2024, 3, 1)), lit(.int64(1))], .date)) == day(2024, 2, 29))
        #expect(try evaluate(call(.datediff, [lit(day(2026, 1, 1)), lit(day(2025, 1, 1))], .int64)) == .int64(365))
        #expect(try evaluate(call(.trunc, [lit(day(2026, 11, 11)), lit(.string("week"))], .date)) == day(2026, 11, 9))
        let parts = [2024, 2, 29].map { lit(.int64($0)) }
        #expect(try evaluate(call(.make_date, parts, .date)) == day(2024, 2, 29))
        for wrong: [Int64] in [[2023, 2, 29], [2024, 13, 1], [2024, 0, 1], [.max, 1, 1], [2024, 1, .min]] {
            #expect(throws: EvaluationError.self) {
                try evaluate(call(.make_date, wrong.map { lit(.int64($0)) }, .date))
            }
        }
        #expect(throws: EvaluationError(.integerOverflow, in: "date_add")) {
            try evaluate(call(.date_add, [lit(day(2024, 1, 1)), lit(.int64(.max))], .date))
        }
        #expect(try evaluate(call(.timestamp_seconds, [lit(.double(-1.5))], .timestamp)) == .timestamp(-1_500_000))
        #expect(try evaluate(call(.timestamp_seconds, [lit(.double(.nan))], .timestamp)) == .null)
    }

    @Test(
        "rounding is of the decimal one reads, half away from zero",
        arguments: [
            (2.5, 0, 3), (-2.5, 0, -3), (2.675, 2, 2.68), (1.005, 2, 1.01), (0.49999999999999994, 0, 0),
            (1234.5678, -2, 1200), (1250, -2, 1300), (-0.04, 1, 0), (1e300, 2, 1e300), (0.1 + 0.2, 1, 0.3),
            (9.995, 2, 10), (1.45, 1, 1.5), (5e-324, 2, 0), (123.456, 400, 123.456), (99, -3, 0), (500, -3, 1000),
            (1e22, -21, 1e22), (0.000123456789, 7, 0.0001235),
        ] as [(Double, Int64, Double)])
    func rounding(value: Double, digits: Int64, expected: Double) throws {
        #expect(try evaluate(call(.round, [lit(.double(value)), lit(.int64(digits))], .double)) == .double(expected))
    }

    @Test("mathematics at its edges")
    func mathematics() throws {
        func number(_ function: ScalarFunction, _ values: Double..., type: DataType = .double) throws -> Scalar {
            try evaluate(call(function, values.map { lit(.double($0)) }, type))
        }
        #expect(try number(.ln, 0) == .null)
        #expect(try number(.ln, 1) == .double(0))
        #expect(try number(.log10, -1) == .null)
        #expect(try number(.log2, 8) == .double(3))
        #expect(try number(.sqrt, -1) == .double(.nan))
        #expect(try number(.power, 2, 10) == .double(1024))
        #expect(try number(.power, 1, .nan) == .double(.nan))
        #expect(try number(.sign, -3) == .double(-1))
        #expect(try number(.ceil, 1.2, type: .int64) == .int64(2))
        #expect(try number(.floor, -1.2, type: .int64) == .int64(-2))
        #expect(throws: EvaluationError(.integerOverflow, in: "ceil")) { try number(.ceil, 1e19, type: .int64) }
        #expect(try evaluate(call(.pi, [], .double)) == .double(.pi))
        #expect(try evaluate(call(.abs, [lit(.int64(-5))], .int64)) == .int64(5))
        #expect(throws: EvaluationError(.integerOverflow, in: "abs")) {
            try evaluate(call(.abs, [lit(.int64(.min))], .int64))
        }
        #expect(throws: EvaluationError(.integerOverflow, in: "-")) { try evaluate(.unary(.negate, lit(.int64(.min)))) }
    }
}
