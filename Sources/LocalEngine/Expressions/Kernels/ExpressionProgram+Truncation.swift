import Columnar

extension ExpressionProgram {
    /// `date_trunc` and `trunc`: the start of the unit around an instant (on the zone's wall clock) or day.
    func truncate(
        _ index: Int, _ child: Int, _ unit: CalendarUnit, _ selection: Selection?
    ) throws(EvaluationError) -> Column {
        let value = try operand(child, selection)
        let out = makeColumn(index, scope: selection)
        combineValidity([value], into: out)
        if value.isAllNull { return out }
        if out.type == .timestamp, zone.isUTC, let width = unit.fixedMicroseconds, width > 1_000_000,
            truncateRuns(value.access(Int64.self), width, selection, into: out)
        {
            return out
        }
        if out.type == .date {
            truncateDays(value.access(Int32.self), unit, selection, into: out)
        } else if let width = unit.fixedMicroseconds, zone.isUTC || width <= 1_000_000 {
            // Offsets are whole seconds, so up to a second the wall clock does not matter.
            let lane = value.lane(Int64.self)
            switch unit {
            case .microsecond: floor(lane, to: 1, into: out.int64s)
            case .millisecond: floor(lane, to: 1000, into: out.int64s)
            case .second: floor(lane, to: 1_000_000, into: out.int64s)
            case .minute: floor(lane, to: 60_000_000, into: out.int64s)
            case .hour: floor(lane, to: 3_600_000_000, into: out.int64s)
            default: floor(lane, to: 86_400_000_000, into: out.int64s)
            }
        } else {
            truncateLocally(value.access(Int64.self), unit, selection, into: out)
        }
        if out.type == .timestamp { try checkTruncation(index, value.access(Int64.self), selection, out) }
        return out
    }

    /// The starts of units of UTC where rows are in the order of time; false when they are not.
    private func truncateRuns(
        _ input: Access<Int64>, _ width: Int64, _ selection: Selection?, into out: Column
    ) -> Bool {
        var clock = LocalClock(zone)
        guard clock.sharesUnit(input, rowCount, selection, of: width) else { return false }
        let values = out.int64s
        var run = ClockRun()
        var isWhole = true
        forEachRow(rowCount, selection, validity: out.validity) { row in
            let instant = input[row]
            if !run.contains(instant) {
                run = clock.run(around: instant, of: width)
                isWhole = isWhole && run.length > 0
            }
            values[row] = run.local
        }
        return isWhole
    }

    /// Makes sure that no unit starts before the first instant of all.
    private func checkTruncation(
        _ index: Int, _ input: Access<Int64>, _ selection: Selection?, _ out: Column
    ) throws(EvaluationError) {
        let values = out.int64s
        // Without a branch: rows that are not selected may hold anything, and are looked at again below.
        var wraps: UInt8 = 0
        for row in 0..<rowCount { wraps |= values[row] > input[row] ? 1 : 0 }
        guard wraps != 0 else { return }
        try forEachRow(rowCount, selection, validity: out.validity) { (row) throws(EvaluationError) in
            if values[row] > input[row] { throw error(.integerOverflow, index) }
        }
    }

    /// Inlined with a literal width, so that the division becomes a multiplication.
    @inline(__always)
    private func floor(_ lane: Lane<Int64>, to width: Int64, into out: UnsafeMutablePointer<Int64>) {
        mapLane(lane, count: rowCount, into: out) { value in
            let remainder = value % width
            return value &- remainder &- (remainder < 0 ? width : 0)
        }
    }

    private func truncateDays(
        _ input: Access<Int32>, _ unit: CalendarUnit, _ selection: Selection?, into out: Column
    ) {
        var known = 0..<0
        let values = out.days
        forEachRow(rowCount, selection, validity: out.validity) { row in
            let day = Int(input[row])
            if !known.contains(day) { known = unit.days(around: day) }
            values[row] = Int32(clamping: known.lowerBound)
        }
    }

    /// Rows near each other in time mostly share a bucket: the last bucket is kept with the instants it holds for.
    private func truncateLocally(
        _ input: Access<Int64>, _ unit: CalendarUnit, _ selection: Selection?, into out: Column
    ) {
        var clock = LocalClock(zone)
        var knownStart: Int64 = 0
        var knownEnd: Int64 = 0
        var bucket: Int64 = 0
        let values = out.int64s
        forEachRow(rowCount, selection, validity: out.validity) { row in
            let utc = input[row]
            if utc < knownStart || utc >= knownEnd {
                let local = clock.local(utc)
                let (start, end) = unit.localBucket(around: local)
                bucket =
                    unit.fixedMicroseconds == nil
                    ? clock.instant(local: start) : clock.instant(local: start, preferring: clock.offset)
                knownStart = max(clock.start, start &- clock.offset)
                knownEnd = min(clock.end, end &- clock.offset)
            }
            values[row] = bucket
        }
    }
}

extension CalendarUnit {
    /// The unit around a wall-clock time, as wall-clock times; the end is excluded.
    func localBucket(around local: Int64) -> (start: Int64, end: Int64) {
        if let width = fixedMicroseconds {
            let start = local &- local.flooredRemainder(by: width)
            return (start, start &+ width)
        }
        let range = days(around: Int(local.flooredDivision(by: 86_400_000_000)))
        return (Int64(range.lowerBound) &* 86_400_000_000, Int64(range.upperBound) &* 86_400_000_000)
    }
}
