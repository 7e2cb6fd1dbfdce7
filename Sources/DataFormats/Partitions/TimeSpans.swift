package import Columnar
import Diagnostics

/// The stretch of time that each file's folders promise for its rows, where `time_partitions` declares that they do.
///
/// The declared columns narrow it together: a date is a day; a text `YYYY-MM-DD` a day, `YYYY-MM` a month, `YYYY` a year; numbers go
/// by their column's name: `year`, `month`, `day` and `hour`, each within the one before. All in the source's time zone, in which
/// a day has the hours that it has there. Nothing is guessed: without the declaration no file is left out for its time.
package enum TimeSpans {
    /// Each file's first instant and the one behind its last; nil for a file whose folders do not tell, or not a real time.
    ///
    /// Nil when no column is named. `source` is the source's name, for errors. Throws `DiagnosticsError` for a column that no folder has or
    /// whose values cannot tell a time. Complexity: O(files).
    package static func find(
        _ names: [String], _ partitions: PartitionColumns, source: String, zone: ZoneRules
    ) throws -> [Range<Int64>?]? {
        if names.isEmpty { return nil }
        var parts: [(place: Int, unit: String)] = []
        for name in names {
            let folders = partitions.fields.map(\.name)
            guard let place = partitions.index(of: name) else {
                throw DiagnosticsError(
                    Diagnostic(
                        "unknown-column", .error,
                        "no folder of source '\(source)' names the time partition '\(name)'",
                        notes: [
                            folders.isEmpty
                                ? "there are no folders 'name=value'"
                                : "folders name \(folders.joined(separator: ", "))"
                        ],
                        help: NearMatch.help(name, among: folders)))
            }
            let field = partitions.fields[place]
            let isNumber = ["year", "month", "day", "hour"].contains(name.lowercased()) && field.type == .int64
            guard isNumber || field.type == .date || field.type == .string else {
                throw DiagnosticsError(
                    Diagnostic(
                        "type-mismatch", .error,
                        "the time partition '\(name)' of source '\(source)' is a \(field.type.name)",
                        help: "use folders of dates (day=2026-11-09), months (month=2026-11) or numbers named "
                            + "year, month, day and hour"))
            }
            parts.append((place, name.lowercased()))
        }
        return partitions.values.map { row in span(parts.map { ($0.unit, row[$0.place]) }, zone: zone) }
    }

    private static func span(_ parts: [(unit: String, value: Scalar)], zone: ZoneRules) -> Range<Int64>? {
        var year: Int?
        var month: Int?
        var day: Int?
        var hour: Int?
        for (unit, value) in parts {
            switch (unit, value) {
            case (_, .date(let days)):
                let date = CivilDate(daysSinceEpoch: Int(days))
                (year, month, day) = (date.year, date.month, date.day)
            case (_, .string(let text)):
                let numbers = text.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
                guard numbers.count <= 3, text.utf8.count == [0, 4, 7, 10][numbers.count], let first = numbers[0] else {
                    return nil
                }
                year = first
                if numbers.count > 1 { month = numbers[1] ?? 0 }
                if numbers.count > 2 { day = numbers[2] ?? 0 }
            case ("year", .int64(let number)): year = Int(exactly: number)
            case ("month", .int64(let number)): month = Int(exactly: number)
            case ("day", .int64(let number)): day = Int(exactly: number)
            case ("hour", .int64(let number)): hour = Int(exactly: number)
            default: return nil
            }
        }
        // A part without the one above it tells no time.
        guard let year, (1...9999).contains(year), month != nil || day == nil, day != nil || hour == nil,
            (1...12).contains(month ?? 1), (1...CivilDate.daysInMonth(year, month ?? 1)).contains(day ?? 1),
            (0...23).contains(hour ?? 0)
        else { return nil }
        let start = CivilDate(year, month ?? 1, day ?? 1)
        let end: CivilDate
        if day != nil {
            end = CivilDate(daysSinceEpoch: start.daysSinceEpoch + 1)
        } else {
            end = start.adding(months: month == nil ? 12 : 1)
        }
        let micros: Int64 = 1_000_000
        func instant(_ date: CivilDate, _ hour: Int) -> Int64 {
            zone.utcMicroseconds(local: (Int64(date.daysSinceEpoch) * 86_400 + Int64(hour) * 3600) * micros)
        }
        guard let hour else { return instant(start, 0)..<max(instant(start, 0), instant(end, 0)) }
        // An hour that clocks go through twice lasts two.
        let first = instant(start, hour)
        let behind = hour == 23 ? instant(end, 0) : instant(start, hour + 1)
        return first..<max(first + 1, behind)
    }
}
