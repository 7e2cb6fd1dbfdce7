import Columnar

/// Timestamps to instants, quick for `YYYY-MM-DDTHH:MM:SS[.fraction][Z]`, with `TimestampText` for every other form.
///
/// The day of the row before is kept, so that most rows only add a time, and its month, so that most others only add a day. Sixteen
/// bytes behind the text must be readable.
struct TimestampParser {
    private let zone: ZoneRules
    private let zoneIsUTC: Bool
    /// `YYYY-MM-` of the cached month as it stands in memory; 0 when there is none.
    private var monthText: UInt64 = 0
    /// Microseconds from the epoch to the day before the cached month's first.
    private var monthStart: Int64 = 0
    private var daysInMonth: UInt64 = 0
    /// `DD` and the separator of the cached day, and whose month they go with; more than three bytes when there is none.
    private var dayText: UInt32 = .max
    private var dayMonth: UInt64 = 0
    /// Microseconds from the epoch to the cached day's start.
    private var dayStart: Int64 = 0
    /// A fraction of n digits times 10^(6 − n) is microseconds.
    private let scales = PowersOfTen.standard.integers

    init(zone: ZoneRules) {
        self.zone = zone
        zoneIsUTC = zone.isUTC
    }

    /// The instant in microseconds, or nil when the text is no timestamp.
    @inline(__always)
    mutating func parse(_ start: UnsafePointer<UInt8>, _ count: Int) -> Int64? {
        guard count >= 19 else { return general(start, count) }
        let raw = UnsafeRawPointer(start)
        let month = raw.loadUnaligned(as: UInt64.self)
        let day = raw.loadUnaligned(fromByteOffset: 8, as: UInt32.self).littleEndian & 0xFF_FFFF
        if day != dayText || month != dayMonth, !remember(month, day, start) { return general(start, count) }
        // "HH:MM:SS" against "00:00:00": digits become 0...9, right colons 0.
        let clock = raw.loadUnaligned(fromByteOffset: 11, as: UInt64.self).littleEndian ^ 0x3030_3A30_303A_3030
        let tooLarge = (clock | (clock &+ 0x7676_7F76_767F_7676)) & 0x8080_8080_8080_8080
        let pairs = clock &* 10 &+ (clock &>> 8)
        let hour = pairs & 0xFF
        let minute = (pairs &>> 24) & 0xFF
        let second = (pairs &>> 48) & 0xFF
        guard tooLarge == 0, hour < 24, minute < 60, second < 60 else { return general(start, count) }
        var micros = dayStart
        micros &+= Int64(truncatingIfNeeded: hour &* 3600 &+ minute &* 60 &+ second) &* 1_000_000
        if count == 24 {
            // ":SS.fffZ" against ":00.000Z": milliseconds in UTC, as most exports have them.
            let tail = raw.loadUnaligned(fromByteOffset: 16, as: UInt64.self).littleEndian ^ 0x5A30_3030_2E30_303A
            if (tail | (tail &+ 0x7F76_7676_7F76_767F)) & 0x8080_8080_8080_8080 == 0 {
                let millis = (tail &>> 32 & 0xF) &* 100 &+ (tail &>> 40 & 0xF) &* 10 &+ (tail &>> 48 & 0xF)
                return micros &+ Int64(truncatingIfNeeded: millis &* 1000)
            }
        }
        var end = 19
        if count > 20, start[19] == 0x2E {
            let digits = (ByteBlock(start + 20).nonDigits | 0x10000).trailingZeroBitCount
            guard digits > 0, digits <= 6, 20 &+ digits <= count else { return general(start, count) }
            let fraction = Digits.upToEight(start + 20, digits)
            micros &+= Int64(truncatingIfNeeded: fraction &* scales[6 &- digits])
            end = 20 &+ digits
        }
        if end &+ 1 == count, start[end] == 0x5A { return micros }
        // What zero offsets look like in exports: +00, +0000 and +00:00.
        if count &- end >= 3, count &- end <= 6, start[end] == 0x2B, isZeroOffset(start + end, count &- end) {
            return micros
        }
        if end == count { return zoneIsUTC ? micros : zone.utcMicroseconds(local: micros) }
        return general(start, count)
    }

    @inline(__always)
    private func isZeroOffset(_ start: UnsafePointer<UInt8>, _ count: Int) -> Bool {
        guard start[1] == 0x30, start[2] == 0x30 else { return false }
        switch count {
        case 3: return true
        case 5: return start[3] == 0x30 && start[4] == 0x30
        case 6: return start[3] == 0x3A && start[4] == 0x30 && start[5] == 0x30
        default: return false
        }
    }

    /// Makes the day that a text starts with the cached one; false when it starts with none.
    @inline(never)
    private mutating func remember(_ month: UInt64, _ day: UInt32, _ start: UnsafePointer<UInt8>) -> Bool {
        if month != monthText, !remember(month, start) { return false }
        let high = UInt64(start[8] &- 0x30)
        let low = UInt64(start[9] &- 0x30)
        let number = high &* 10 &+ low
        guard high < 4, low < 10, number > 0, number <= daysInMonth, start[10] == 0x54 || start[10] == 0x20
        else { return false }
        (dayText, dayMonth) = (day, month)
        dayStart = monthStart &+ Int64(truncatingIfNeeded: number) &* 86_400_000_000
        return true
    }

    /// Makes the month that a text starts with the cached one; false when it starts with none.
    private mutating func remember(_ text: UInt64, _ start: UnsafePointer<UInt8>) -> Bool {
        for index in [0, 1, 2, 3, 5, 6] where !Digits.isDigit(start[index]) { return false }
        guard start[4] == 0x2D, start[7] == 0x2D else { return false }
        let year = Int(Digits.upToEight(start, 4))
        let month = Int(Digits.upToEight(start + 5, 2))
        guard let first = CivilDate(validating: year, month, 1) else { return false }
        monthText = text
        monthStart = Int64(first.daysSinceEpoch - 1) * 86_400_000_000
        daysInMonth = UInt64(CivilDate.daysInMonth(year, month))
        return true
    }

    @inline(never)
    private func general(_ start: UnsafePointer<UInt8>, _ count: Int) -> Int64? {
        let (start, count) = ValueText.trimmed(start, count)
        return TimestampText.microseconds(UnsafeBufferPointer(start: start, count: count), zone: zone)
    }
}
