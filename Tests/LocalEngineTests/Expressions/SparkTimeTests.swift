import Columnar
import LocalEngine
import QueryPlan
import TestSupport
import Testing

/// Dates, times and intervals beside Spark SQL 4 in ANSI mode, whose answers these are.
@Suite("Times as in Spark")
struct SparkTimeTests {
    /// Instants print as RFC 3339; Spark prints the zone's wall clock.
    private func spark(_ expression: String, _ zone: ZoneRules) throws -> String {
        let value = try SQLExpression(expression, zone: zone).value()
        guard case .timestamp = value else { return try answer(expression, zone: zone) }
        return try answer("CAST(\(expression) AS string)", zone: zone)
    }

    @Test(
        "dates and times in UTC",
        arguments: [
            ("add_months(DATE '2016-08-31', 1)", "2016-09-30"),
            ("add_months(DATE '2016-02-29', 12)", "2017-02-28"),
            ("add_months(DATE '2016-01-31', -2)", "2015-11-30"),
            ("last_day(DATE '2009-01-12')", "2009-01-31"),
            ("last_day(DATE '2024-02-01')", "2024-02-29"),
            ("next_day(DATE '2015-01-14', 'TU')", "2015-01-20"),
            ("next_day(DATE '2015-01-14', 'Wed')", "2015-01-21"),
            ("next_day(DATE '2015-01-14', 'wednesday')", "2015-01-21"),
            ("next_day(DATE '1969-12-31', 'mo')", "1970-01-05"),
            ("months_between(TIMESTAMP '1997-02-28 10:30:00', TIMESTAMP '1996-10-30 00:00:00')", "3.94959677"),
            (
                "months_between(TIMESTAMP '1997-02-28 10:30:00', TIMESTAMP '1996-10-30 00:00:00', false)",
                "3.9495967741935485"
            ),
            ("months_between(DATE '2024-02-29', DATE '2024-01-31')", "1.0"),
            ("months_between(DATE '2024-03-15', DATE '2024-01-15')", "2.0"),
            ("months_between(DATE '2024-01-15', DATE '2024-03-10')", "-1.83870968"),
            ("make_date(2013, 7, 15)", "2013-07-15"),
            ("make_timestamp(2014, 12, 28, 6, 30, 45.887)", "2014-12-28 06:30:45.887"),
            ("make_timestamp(2014, 12, 28, 6, 30, 45.887, 'CET')", "2014-12-28 05:30:45.887"),
            ("make_timestamp(2019, 6, 30, 23, 59, 60)", "2019-07-01 00:00:00"),
            ("make_timestamp(2019, 6, 30, 23, 59, 1)", "2019-06-30 23:59:01"),
            ("make_timestamp(null, 7, 22, 15, 30, 0)", "NULL"),
            ("unix_seconds(TIMESTAMP '1970-01-01 00:00:01')", "1"),
            ("unix_millis(TIMESTAMP '1970-01-01 00:00:01.5')", "1500"),
            ("unix_millis(TIMESTAMP '1969-12-31 23:59:59.9999')", "-1"),
            ("unix_micros(TIMESTAMP '1970-01-01 00:00:01')", "1000000"),
            ("unix_date(DATE '1970-01-02')", "1"),
            ("date_from_unix_date(1)", "1970-01-02"),
            ("timestamp_millis(1230219000123)", "2008-12-25 15:30:00.123"),
            ("timestamp_seconds(1230219000)", "2008-12-25 15:30:00"),
            ("timestamp_micros(1230219000123123)", "2008-12-25 15:30:00.123123"),
            ("unix_timestamp(TIMESTAMP '2016-04-08 00:00:00')", "1460073600"),
            ("unix_timestamp('2016-04-08', 'yyyy-MM-dd')", "1460073600"),
            ("to_unix_timestamp('2016-04-08', 'yyyy-MM-dd')", "1460073600"),
            ("unix_timestamp('2016-04-08 01:02:03')", "1460077323"),
            ("unix_timestamp(DATE '2016-04-08')", "1460073600"),
            ("from_unixtime(0, 'yyyy-MM-dd HH:mm:ss')", "1970-01-01 00:00:00"),
            ("from_unixtime(0)", "1970-01-01 00:00:00"),
            ("from_unixtime(1460080805)", "2016-04-08 02:00:05"),
            ("date_format(DATE '2016-04-08', 'y')", "2016"),
            ("date_format(DATE '0001-01-01' - 1, 'yyyy-MM-dd')", "0000-12-31"),
            ("date_format(DATE '0001-01-01' - 1, 'y yy G')", "1 01 BC"),
            ("date_format(DATE '0001-01-01' - 400, 'yyyy-MM-dd')", "-0001-11-28"),
            ("date_format(DATE '0001-01-01' - 400, 'yyyy-MM-dd G')", "0002-11-28 BC"),
            ("date_format(DATE '0001-01-01' - 400, 'y yy yyy yyyyyy')", "-1 01 -001 -000001"),
            ("date_format(DATE '0001-01-01' - 500000, 'yy')", "68"),
            ("date_format(DATE '9999-12-31' + 400, 'yy y yyy yyyy yyyyy')", "01 10001 10001 +10001 10001"),
            (
                "date_format(TIMESTAMP '2016-04-08 13:04:05.678901', 'yyyy-MM-dd HH:mm:ss.SSS')",
                "2016-04-08 13:04:05.678"
            ),
            (
                "date_format(TIMESTAMP '2016-04-08 13:04:05.678901', 'yy yyyy yyyyy M MM MMM MMMM L LL LLL LLLL')",
                "16 2016 02016 4 04 Apr April 4 04 Apr April"
            ),
            (
                "date_format(TIMESTAMP '2016-04-08 13:04:05.678901', 'd dd D DD DDD E EE EEE EEEE F a h hh K KK k kk H HH m mm s ss')",
                "8 08 99 99 099 Fri Fri Fri Friday 1 PM 1 01 1 01 13 13 13 13 4 04 5 05"
            ),
            (
                "date_format(TIMESTAMP '2016-04-08 00:04:05.678901', 'a h hh K KK k kk H HH')",
                "AM 12 12 0 00 24 24 0 00"
            ),
            (
                "date_format(TIMESTAMP '2016-04-08 12:04:05.678901', 'a h hh K KK k kk H HH')",
                "PM 12 12 0 00 12 12 12 12"
            ),
            (
                "date_format(TIMESTAMP '2016-04-08 13:04:05.678901', 'S SS SSS SSSSSS SSSSSSSSS')",
                "6 67 678 678901 678901000"
            ),
            ("date_format(TIMESTAMP '2016-04-08 13:04:05', 'Q QQ QQQ QQQQ q G GGG')", "2 02 Q2 2nd quarter 2 AD AD"),
            (
                "date_format(TIMESTAMP '2016-04-08 13:04:05', 'VV X XX XXX XXXX XXXXX x xx xxx xxxx xxxxx')",
                "UTC Z Z Z Z Z +00 +0000 +00:00 +0000 +00:00"
            ),
            (
                "date_format(TIMESTAMP '2016-04-08 13:04:05', 'Z ZZ ZZZ ZZZZ ZZZZZ O OOOO')",
                "+0000 +0000 +0000 GMT Z GMT GMT"
            ),
            (
                "date_format(TIMESTAMP '2016-12-08 13:04:05', 'Z ZZ ZZZ ZZZZ ZZZZZ O OOOO VV X xxx')",
                "+0000 +0000 +0000 GMT Z GMT GMT UTC Z +00:00"
            ),
            ("date_format(TIMESTAMP '1880-01-01 00:00:00', 'yyyy-MM-dd')", "1880-01-01"),
            ("date_format(TIMESTAMP '2016-04-08 13:04:05', '')", ""),
            ("date_format(TIMESTAMP '2016-04-08 13:04:05', '日 dd')", "日 08"),
            ("date_format(DATE '2016-01-01', 'DDD D')", "001 1"),
            ("to_date('2016-12-31', 'yyyy-MM-dd')", "2016-12-31"),
            ("to_date('20161231', 'yyyyMMdd')", "2016-12-31"),
            ("to_date('161231', 'yyMMdd')", "2016-12-31"),
            ("to_date('31/12/2016', 'dd/MM/yyyy')", "2016-12-31"),
            ("to_date('1/2/2016', 'd/M/yyyy')", "2016-02-01"),
            ("to_date('31 dec 2016', 'd MMM yyyy')", "2016-12-31"),
            ("to_date('31 December 2016', 'd MMMM yyyy')", "2016-12-31"),
            ("to_date('2016-12', 'yyyy-MM')", "2016-12-01"),
            ("to_date('2016', 'yyyy')", "2016-01-01"),
            ("to_date('2016-366', 'yyyy-DDD')", "2016-12-31"),
            ("to_date('10', 'dd')", "1970-01-10"),
            ("to_timestamp('2016-12-31 00:12:00', 'yyyy-MM-dd HH:mm:ss')", "2016-12-31 00:12:00"),
            ("to_timestamp('2016-12-31 12:12:00 AM', 'yyyy-MM-dd hh:mm:ss a')", "2016-12-31 00:12:00"),
            ("to_timestamp('2016-12-31 01:12:00 pm', 'yyyy-MM-dd hh:mm:ss a')", "2016-12-31 13:12:00"),
            ("to_timestamp('2016-12-31 12:12:00 PM', 'yyyy-MM-dd hh:mm:ss a')", "2016-12-31 12:12:00"),
            ("to_timestamp('2016-12-31 00:12:00.123456', 'yyyy-MM-dd HH:mm:ss.SSSSSS')", "2016-12-31 00:12:00.123456"),
            ("to_timestamp('2016-12-31 00:12:00.12', 'yyyy-MM-dd HH:mm:ss.SSSSSS')", "2016-12-31 00:12:00.12"),
            ("to_timestamp('2016-12-31 00:12:00+02:00', 'yyyy-MM-dd HH:mm:ssXXX')", "2016-12-30 22:12:00"),
            ("to_timestamp('2016-12-31 00:12:00Z', 'yyyy-MM-dd HH:mm:ssXXX')", "2016-12-31 00:12:00"),
            ("to_timestamp('2016-12-31 00:12:00 +0200', 'yyyy-MM-dd HH:mm:ss Z')", "2016-12-30 22:12:00"),
            ("to_timestamp('2016-12-31 00:12:00 Europe/Berlin', 'yyyy-MM-dd HH:mm:ss VV')", "2016-12-30 23:12:00"),
            ("to_timestamp('2016-12-31 00:12', 'yyyy-MM-dd HH:mm[:ss]')", "2016-12-31 00:12:00"),
            ("to_timestamp('2016-12-31 00:12:05', 'yyyy-MM-dd HH:mm[:ss]')", "2016-12-31 00:12:05"),
            ("to_timestamp('20161231001205', 'yyyyMMddHHmmss')", "2016-12-31 00:12:05"),
            ("to_timestamp('2016-12-31 1', 'yyyy-MM-dd H')", "2016-12-31 01:00:00"),
            ("to_timestamp('2016-12-31', 'yyyy-MM-dd')", "2016-12-31 00:00:00"),
            ("to_timestamp('12:30', 'HH:mm')", "1970-01-01 12:30:00"),
            ("to_timestamp('31dec2016', 'ddMMMyyyy')", "2016-12-31 00:00:00"),
            ("try_to_timestamp('2016-12-31 00:12:00', 'yyyy-MM-dd HH:mm:ss')", "2016-12-31 00:12:00"),
            ("try_to_timestamp('foo', 'yyyy-MM-dd')", "NULL"),
            ("try_to_timestamp('foo')", "NULL"),
            ("try_to_timestamp('2016-12-31')", "2016-12-31 00:00:00"),
            ("try_to_date('foo', 'yyyy-MM-dd')", "NULL"),
            ("try_to_date('2016-12-31', 'yyyy-MM-dd')", "2016-12-31"),
            ("to_timestamp(null, 'yyyy')", "NULL"),
            ("from_utc_timestamp(TIMESTAMP '2016-08-31 00:00:00', 'Asia/Seoul')", "2016-08-31 09:00:00"),
            ("from_utc_timestamp(TIMESTAMP '2016-08-31 00:00:00', '+02:30')", "2016-08-31 02:30:00"),
            ("to_utc_timestamp(TIMESTAMP '2016-08-31 00:00:00', 'Asia/Seoul')", "2016-08-30 15:00:00"),
            ("to_utc_timestamp(TIMESTAMP '2016-08-31 00:00:00', 'GMT-8')", "2016-08-31 08:00:00"),
            ("dayname(DATE '2008-02-20')", "Wed"),
            ("monthname(DATE '2008-02-20')", "Feb"),
            ("extract(YEAROFWEEK FROM DATE '2019-12-30')", "2020"),
            ("extract(YEAROFWEEK FROM DATE '2021-01-03')", "2020"),
            ("date_part('dow', DATE '2019-12-30')", "2"),
            ("date_part('dow_iso', DATE '2019-12-30')", "1"),
            ("date_part('mons', DATE '2019-12-30')", "12"),
            ("extract(WEEK FROM TIMESTAMP '2019-08-12 01:00:00.123456')", "33"),
            ("extract(doy FROM DATE '2019-08-12')", "224"),
            ("extract(HOUR FROM TIMESTAMP '2019-08-12 01:00:00.123456')", "1"),
            ("date_trunc('YEAR', TIMESTAMP '2015-03-05 09:32:05.359')", "2015-01-01 00:00:00"),
            ("date_trunc('MM', TIMESTAMP '2015-03-05 09:32:05.359')", "2015-03-01 00:00:00"),
            ("date_trunc('DD', TIMESTAMP '2015-03-05 09:32:05.359')", "2015-03-05 00:00:00"),
            ("date_trunc('WEEK', TIMESTAMP '2015-03-05 09:32:05.359')", "2015-03-02 00:00:00"),
            ("trunc(DATE '2019-08-04', 'week')", "2019-07-29"),
            ("trunc(DATE '2019-08-04', 'yy')", "2019-01-01"),
            ("trunc(DATE '2019-08-04', 'mon')", "2019-08-01"),
            ("trunc(DATE '2019-08-04', 'quarter')", "2019-07-01"),
            ("quarter(DATE '2016-08-31')", "3"),
            ("weekofyear(DATE '2008-02-20')", "8"),
            ("dayofweek(DATE '2009-07-30')", "5"),
            ("date_sub(DATE '2016-07-30', 1)", "2016-07-29"),
            ("datediff(DATE '2009-07-31', DATE '2009-07-30')", "1"),
        ])
    func inUTC(expression: String, expected: String) throws {
        let found = try spark(expression, .utc)
        #expect(found == expected)
    }

    @Test(
        "clocks of a zone with daylight saving",
        arguments: [
            ("months_between(TIMESTAMP '1997-02-28 10:30:00', TIMESTAMP '1996-10-30 00:00:00')", "3.94959677"),
            (
                "months_between(TIMESTAMP '1997-02-28 10:30:00', TIMESTAMP '1996-10-30 00:00:00', false)",
                "3.9495967741935485"
            ),
            ("make_timestamp(2014, 12, 28, 6, 30, 45.887)", "2014-12-28 06:30:45.887"),
            ("make_timestamp(2014, 12, 28, 6, 30, 45.887, 'CET')", "2014-12-27 21:30:45.887"),
            ("timestamp_millis(1230219000123)", "2008-12-25 07:30:00.123"),
            ("unix_timestamp(TIMESTAMP '2016-04-08 00:00:00')", "1460098800"),
            ("unix_timestamp('2016-04-08', 'yyyy-MM-dd')", "1460098800"),
            ("to_unix_timestamp('2016-04-08', 'yyyy-MM-dd')", "1460098800"),
            ("unix_timestamp('2016-04-08 01:02:03')", "1460102523"),
            ("unix_timestamp(DATE '2016-04-08')", "1460098800"),
            ("from_unixtime(0, 'yyyy-MM-dd HH:mm:ss')", "1969-12-31 16:00:00"),
            ("from_unixtime(0)", "1969-12-31 16:00:00"),
            ("from_unixtime(1460080805)", "2016-04-07 19:00:05"),
            (
                "date_format(TIMESTAMP '2016-04-08 13:04:05', 'VV X XX XXX XXXX XXXXX x xx xxx xxxx xxxxx')",
                "America/Los_Angeles -07 -0700 -07:00 -0700 -07:00 -07 -0700 -07:00 -0700 -07:00"
            ),
            (
                "date_format(TIMESTAMP '2016-04-08 13:04:05', 'Z ZZ ZZZ ZZZZ ZZZZZ O OOOO')",
                "-0700 -0700 -0700 GMT-07:00 -07:00 GMT-7 GMT-07:00"
            ),
            (
                "date_format(TIMESTAMP '2016-12-08 13:04:05', 'Z ZZ ZZZ ZZZZ ZZZZZ O OOOO VV X xxx')",
                "-0800 -0800 -0800 GMT-08:00 -08:00 GMT-8 GMT-08:00 America/Los_Angeles -08 -08:00"
            ),
            ("to_timestamp('2016-12-31 00:12:00+02:00', 'yyyy-MM-dd HH:mm:ssXXX')", "2016-12-30 14:12:00"),
            ("to_timestamp('2016-12-31 00:12:00Z', 'yyyy-MM-dd HH:mm:ssXXX')", "2016-12-30 16:12:00"),
            ("from_utc_timestamp(TIMESTAMP '2016-08-31 00:00:00', 'Asia/Seoul')", "2016-08-31 09:00:00"),
            ("from_utc_timestamp(TIMESTAMP '2016-08-31 00:00:00', '+02:30')", "2016-08-31 02:30:00"),
            ("to_utc_timestamp(TIMESTAMP '2016-08-31 00:00:00', 'Asia/Seoul')", "2016-08-30 15:00:00"),
            ("to_utc_timestamp(TIMESTAMP '2016-08-31 00:00:00', 'GMT-8')", "2016-08-31 08:00:00"),
            ("extract(HOUR FROM TIMESTAMP '2019-08-12 01:00:00.123456')", "1"),
            ("date_trunc('DD', TIMESTAMP '2015-03-05 09:32:05.359')", "2015-03-05 00:00:00"),
        ])
    func inLosAngeles(expression: String, expected: String) throws {
        let zone = try #require(ZoneRules(identifier: "America/Los_Angeles"))
        #expect(try spark(expression, zone) == expected)
    }

    @Test(
        "intervals and units through changes of the clock",
        arguments: [
            ("timestampadd(HOUR, 24, TIMESTAMP '2011-03-12 10:00:00')", "2011-03-13 11:00:00"),
            ("timestampadd(HOUR, 25, TIMESTAMP '2011-03-12 10:00:00')", "2011-03-13 12:00:00"),
            ("timestampadd(HOUR, 23, TIMESTAMP '2011-03-12 10:00:00')", "2011-03-13 10:00:00"),
            ("timestampadd(MINUTE, 1441, TIMESTAMP '2011-03-12 10:00:00')", "2011-03-13 11:01:00"),
            ("timestampadd(DAY, 1, TIMESTAMP '2011-03-12 10:00:00')", "2011-03-13 10:00:00"),
            ("timestampadd(DAY, 1, TIMESTAMP '2011-03-12 02:30:00')", "2011-03-13 03:30:00"),
            ("timestampadd(HOUR, -24, TIMESTAMP '2011-03-14 10:00:00')", "2011-03-13 10:00:00"),
            ("timestampadd(HOUR, -48, TIMESTAMP '2011-03-14 10:00:00')", "2011-03-12 09:00:00"),
            ("timestampadd(MONTH, 1, TIMESTAMP '2011-02-13 02:30:00')", "2011-03-13 03:30:00"),
            ("timestampadd(WEEK, 1, TIMESTAMP '2011-03-06 02:30:00')", "2011-03-13 03:30:00"),
            ("TIMESTAMP '2011-03-12 10:00:00' + INTERVAL 24 HOURS", "2011-03-13 10:00:00"),
            ("TIMESTAMP '2011-03-12 10:00:00' + INTERVAL 25 HOURS", "2011-03-13 11:00:00"),
            ("TIMESTAMP '2011-03-12 10:00:00' + INTERVAL '1' DAY", "2011-03-13 10:00:00"),
            ("TIMESTAMP '2011-03-12 10:00:00' - INTERVAL -25 HOURS", "2011-03-13 11:00:00"),
            ("TIMESTAMP '2011-11-05 10:00:00' + INTERVAL '1 02:03:04.5' DAY TO SECOND", "2011-11-06 12:03:04.5"),
            ("TIMESTAMP '2011-11-05 01:30:00' + INTERVAL '1' DAY", "2011-11-06 01:30:00"),
            ("TIMESTAMP '2011-11-05 10:00:00' + INTERVAL '1 day 2 hours'", "2011-11-06 12:00:00"),
            ("TIMESTAMP '2011-11-05 10:00:00' + INTERVAL 1 DAY 2 HOURS", "2011-11-06 12:00:00"),
            ("TIMESTAMP '2011-11-05 10:00:00' + INTERVAL '1-2' YEAR TO MONTH", "2013-01-05 10:00:00"),
            ("TIMESTAMP '2011-11-05 10:00:00' + INTERVAL '1.5' SECOND", "2011-11-05 10:00:01.5"),
            ("TIMESTAMP '2011-11-05 10:00:00' + INTERVAL 1.5 SECONDS", "2011-11-05 10:00:01.5"),
            ("TIMESTAMP '2011-11-05 10:00:00' - INTERVAL '10:30' HOUR TO MINUTE", "2011-11-04 23:30:00"),
            ("TIMESTAMP '2011-11-05 10:00:00' + INTERVAL '-1' DAY", "2011-11-04 10:00:00"),
            ("TIMESTAMP '2026-01-10 00:00:00' + INTERVAL '-1 day 2 hours'", "2026-01-09 02:00:00"),
            ("TIMESTAMP '2026-01-10 00:00:00' + INTERVAL '1 day -2 hours'", "2026-01-10 22:00:00"),
            ("TIMESTAMP '2026-01-10 00:00:00' + INTERVAL '- 1 day 2 hours'", "2026-01-09 02:00:00"),
            ("TIMESTAMP '2026-01-10 00:00:00' + INTERVAL '-1 days -2.5 seconds'", "2026-01-08 23:59:57.5"),
            ("TIMESTAMP '2026-01-10 00:00:00' + - INTERVAL '1 day 2 hours'", "2026-01-08 22:00:00"),
            ("TIMESTAMP '2026-01-10 00:00:00' - - INTERVAL 1 DAY", "2026-01-11 00:00:00"),
            ("- INTERVAL 1 DAY + TIMESTAMP '2026-01-10 00:00:00'", "2026-01-09 00:00:00"),
            ("TIMESTAMP '2026-01-10 00:00:00' + INTERVAL 1 DAY -2 HOURS", "2026-01-10 22:00:00"),
            ("TIMESTAMP '2011-11-05 10:00:00' + INTERVAL 3 MILLISECONDS", "2011-11-05 10:00:00.003"),
            ("TIMESTAMP '2011-11-05 10:00:00' + INTERVAL '2 weeks'", "2011-11-19 10:00:00"),
            ("timestampdiff(HOUR, TIMESTAMP '2011-03-12 10:00:00', TIMESTAMP '2011-03-13 10:00:00')", "24"),
            ("timestampdiff(DAY, TIMESTAMP '2011-03-12 10:00:00', TIMESTAMP '2011-03-13 10:00:00')", "1"),
            ("timestampdiff(MONTH, TIMESTAMP '2011-01-31 10:00:00', TIMESTAMP '2011-02-28 10:00:00')", "0"),
            ("timestampdiff(MONTH, TIMESTAMP '2011-03-31 10:00:00', TIMESTAMP '2011-02-28 10:00:00')", "-1"),
            ("DATE '2011-01-31' + INTERVAL '1' MONTH", "2011-02-28"),
            ("DATE '2011-01-31' + INTERVAL 1 MONTH", "2011-02-28"),
            ("DATE '2011-01-31' + INTERVAL '1' DAY", "2011-02-01"),
            ("DATE '2011-01-31' + INTERVAL 2 WEEKS", "2011-02-14"),
            ("DATE '2011-01-31' + INTERVAL '25' HOUR", "2011-02-01 01:00:00"),
            ("DATE '2011-01-31' + INTERVAL '1-1' YEAR TO MONTH", "2012-02-29"),
            ("INTERVAL '1' DAY + DATE '2011-01-31'", "2011-02-01"),
            ("TIMESTAMP '2011-03-13 01:30:00' + INTERVAL 1 HOUR", "2011-03-13 03:30:00"),
            ("TIMESTAMP '2011-03-13 03:30:00' - INTERVAL 1 HOUR", "2011-03-13 01:30:00"),
            ("dateadd(HOUR, 3, TIMESTAMP '2011-03-13 01:30:00')", "2011-03-13 05:30:00"),
            ("date_add(MONTH, 1, TIMESTAMP '2011-01-31 01:30:00')", "2011-02-28 01:30:00"),
            ("dateadd(DATE '2011-01-31', 1)", "2011-02-01"),
            ("date_add(DATE '2011-01-31', 1)", "2011-02-01"),
            ("dateadd(DAY, 1, DATE '2011-01-31')", "2011-02-01 00:00:00"),
            ("datediff(MONTH, DATE '2011-01-31', DATE '2011-03-31')", "2"),
            ("date_diff(DAY, DATE '2011-01-31', DATE '2011-03-31')", "59"),
            ("datediff(DATE '2011-03-31', DATE '2011-01-31')", "59"),
            ("datediff(QUARTER, TIMESTAMP '2011-01-31 00:00:00', TIMESTAMP '2012-03-31 00:00:00')", "4"),
            ("timestampadd(QUARTER, 1, TIMESTAMP '2011-01-31 00:00:00')", "2011-04-30 00:00:00"),
            ("timestampadd(DAYOFYEAR, 1, TIMESTAMP '2011-01-31 00:00:00')", "2011-02-01 00:00:00"),
            ("timestampadd(MICROSECOND, 1, TIMESTAMP '2011-01-31 00:00:00')", "2011-01-31 00:00:00.000001"),
            ("timestampdiff(SECOND, TIMESTAMP '2011-01-31 00:00:00.9', TIMESTAMP '2011-01-31 00:00:02')", "1"),
        ])
    func intervals(expression: String, expected: String) throws {
        let zone = try #require(ZoneRules(identifier: "America/Los_Angeles"))
        #expect(try spark(expression, zone) == expected)
    }

    @Test(
        "texts and numbers that mean no time are errors",
        arguments: [
            "to_date('2015-366', 'yyyy-DDD')", "to_date('2016-02-30', 'yyyy-MM-dd')",
            "to_date('2016-1-1', 'yyyy-MM-dd')",
            "to_date('2016-01-01x', 'yyyy-MM-dd')", "to_date('02016-01-01', 'yyyy-MM-dd')",
            "to_timestamp('2016-12-31 00:12:00.1234', 'yyyy-MM-dd HH:mm:ss.SSS')",
            "to_timestamp('2016-12-31 24:00:00', 'yyyy-MM-dd HH:mm:ss')", "make_date(2019, 13, 1)",
            "make_date(2019, 2, 30)",
            "make_timestamp(2019, 13, 1, 10, 11, 12)", "make_timestamp(2019, 6, 30, 24, 0, 0)",
            "make_timestamp(2019, 6, 30, 23, 59, 60.5e0)", "timestamp_millis(9223372036854775807)",
        ])
    func errors(expression: String) throws {
        #expect(throws: EvaluationError.self) { try answer(expression) }
    }

    @Test(
        "patterns, zones, units and weekdays are looked at before anything runs",
        arguments: [
            (
                "date_format(DATE '2016-04-08', 'yyyy EEEEE')",
                "this pattern of times cannot be followed: there is no field 'EEEEE'", 45
            ),
            (
                "date_format(DATE '2016-04-08', 'YYYY')",
                "this pattern of times cannot be followed: there is no field 'YYYY'", 40
            ),
            (
                "date_format(DATE '2016-04-08', 'b')",
                "this pattern of times cannot be followed: there is no field 'b'", 40
            ),
            (
                "date_format(DATE '2016-04-08', 'yyyy ''x')",
                "this pattern of times cannot be followed: this quote is not closed", 45
            ),
            (
                "date_format(DATE '2016-04-08', 'yyyy]')",
                "this pattern of times cannot be followed: there is no [ before this ]", 44
            ),
            (
                "date_format(DATE '2016-04-08', '[yyyy')",
                "this pattern of times cannot be followed: this [ is not closed", 40
            ),
            ("to_date('Fri 2016', 'EEE yyyy')", "weekdays and names of quarters cannot be read from a text", 28),
            ("next_day(DATE '2015-01-14', 'mondy')", "there is no weekday 'mondy'", 36),
            (
                "from_utc_timestamp(TIMESTAMP '2016-08-31 00:00:00', 'Nowhere/X')", "there is no time zone 'Nowhere/X'",
                60
            ),
            ("timestampadd(HOURE, 1, TIMESTAMP '2016-08-31 00:00:00')", "there is no unit of time 'HOURE'", 21),
            ("trunc(DATE '2019-08-04', 'day')", "trunc() has no unit 'day'", 33),
            ("trunc(DATE '2019-08-04', 'HOURS')", "trunc() has no unit 'HOURS'", 33),
            ("extract(fortnight FROM DATE '2016-08-31')", "there is no part 'fortnight' of a time", 16),
            (
                "DATE '2016-08-31' + INTERVAL '1 day 2'",
                "an INTERVAL in quotes is written '1 day 2 hours', found '1 day 2'", 37
            ),
            ("DATE '2016-08-31' + INTERVAL '1.5' DAY", "an INTERVAL takes a whole number, found '1.5'", 37),
            ("DATE '2016-08-31' + INTERVAL '1' DAY TO YEAR", "there is no INTERVAL DAY TO YEAR", 41),
            (
                "DATE '2016-08-31' + INTERVAL '1:2' DAY TO SECOND",
                "an INTERVAL DAY TO SECOND is written such as '1 02:03:04', found '1:2'", 37
            ),
            ("DATE '2016-08-31' + INTERVAL 2 FORTNIGHTS", "there is no unit of time 'FORTNIGHTS'", 39),
            ("to_date(DATE '2016-08-31', 'yyyy')", "to_date() reads texts by a pattern, found a date", 16),
        ])
    func refusals(expression: String, message: String, column: Int) throws {
        #expect {
            try answer(expression)
        } throws: {
            guard let refused = $0 as? SQLExpression.Refused else { return false }
            return refused.description == message && refused.column == column
        }
    }

    @Test("patterns, zones and weekdays from columns, one to a row")
    func columns() throws {
        let rows = Rows(
            ("t", .timestamp, [try instant("2026-03-29T00:30:00Z"), try instant("2026-03-29T01:30:00Z"), .null]),
            ("pattern", .string, strings("HH:mm", "dd.MM.yy", "y")),
            ("zone", .string, strings("Europe/Berlin", "-08:00", "UTC")),
            ("day", .date, [day(2026, 11, 27), day(2026, 11, 27), .null]), ("name", .string, strings("Fr", "sat", "MO"))
        )
        #expect(
            try rows.evaluate(call(.date_format, [rows["t"], rows["pattern"]], .string))
                == strings("00:30", "29.03.26", nil))
        #expect(
            try rows.evaluate(call(.from_utc_timestamp, [rows["t"], rows["zone"]], .timestamp))
                == [try instant("2026-03-29T01:30:00Z"), try instant("2026-03-28T17:30:00Z"), .null])
        #expect(
            try rows.evaluate(call(.next_day, [rows["day"], rows["name"]], .date))
                == [day(2026, 12, 4), day(2026, 11, 28), .null])
        #expect {
            try rows.evaluate(call(.date_format, [rows["t"], rows["name"]], .string))
        } throws: {
            ($0 as? EvaluationError)?.kind == .invalidTimePattern
        }
        #expect {
            try rows.evaluate(call(.to_utc_timestamp, [rows["t"], rows["name"]], .timestamp))
        } throws: {
            ($0 as? EvaluationError)?.kind == .unknownZone
        }
    }

    @Test("what was formatted by a pattern is read back by it")
    func roundTrip() throws {
        let zone = try #require(ZoneRules(identifier: "Europe/Berlin"))
        var random = SeededGenerator(seed: 11)
        let instants = (0..<300).map { _ in
            Scalar.timestamp(Int64(truncatingIfNeeded: random.next() % 4_000_000_000_000_000))
        }
        let rows = Rows(("t", .timestamp, instants))
        for pattern in [
            "yyyy-MM-dd HH:mm:ss.SSSSSSXXX", "dd/MMM/yyyy hh:mm:ss a SSSSSS x", "yyyyMMddHHmmss.SSSSSS xx",
        ] {
            let text = call(.date_format, [rows["t"], lit(.string(pattern))], .string)
            let back = call(.to_timestamp, [text, lit(.string(pattern))], .timestamp)
            #expect(try rows.evaluate(back, zone: zone) == instants)
        }
    }

    @Test(
        "zones by name and offset",
        arguments: [
            ("+01:00", 3600), ("-8", -28_800), ("UTC+1", 3600), ("GMT-03:30", -12_600), ("Z", 0), ("UTC", 0),
            ("GMT", 0),
            ("+0530", 19_800), ("+01:02:03", 3723),
        ])
    func zones(name: String, offset: Int64) throws {
        #expect(try #require(ZoneRules(sqlName: name)).offset(atSeconds: 0) == offset)
    }

    @Test("other texts name no zone", arguments: ["", "+", "+19", "+1:60", "Mars/Olympus", "+1:2:3:4", "+a", "12"])
    func noZones(name: String) {
        #expect(ZoneRules(sqlName: name) == nil)
    }
}
