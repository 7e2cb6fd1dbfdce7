#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Where log lines go, and the time they bear.
package enum LogOutput {
    /// Writes a line to standard error with one call, so that lines of several threads stay whole. What cannot be written is lost.
    @Sendable package static func standardError(_ line: String) {
        var line = line
        line.withUTF8 { bytes in
            var remaining = UnsafeRawBufferPointer(bytes)
            while !remaining.isEmpty {
                let count = write(2, remaining.baseAddress, remaining.count)
                if count < 0, errno != EINTR { return }
                remaining = UnsafeRawBufferPointer(rebasing: remaining.dropFirst(max(0, count)))
            }
        }
    }

    /// The current time as RFC 3339, in UTC, to the millisecond.
    static var now: String {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        var parts = tm()
        gmtime_r(&time.tv_sec, &parts)
        let date = [Int(parts.tm_year) + 1900, Int(parts.tm_mon) + 1, Int(parts.tm_mday)].map(twoDigits)
        let clock = [Int(parts.tm_hour), Int(parts.tm_min), Int(parts.tm_sec)].map(twoDigits)
        let milliseconds = String(1000 + time.tv_nsec / 1_000_000).dropFirst()
        return "\(date.joined(separator: "-"))T\(clock.joined(separator: ":")).\(milliseconds)Z"
    }

    private static func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : String(number) }
}
