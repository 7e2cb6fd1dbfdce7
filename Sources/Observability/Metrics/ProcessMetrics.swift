#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// What the system knows about the process, under the names that all Prometheus clients use; read at each scrape.
enum ProcessMetrics {
    /// One family a figure; those that the system does not tell are missing.
    static var families: [MetricsRegistry.Family] {
        var usage = rusage()
        getrusage(ownUsage, &usage)
        var limit = rlimit()
        getrlimit(openFiles, &limit)
        var figures: [(String, Double?)] = [
            ("process_cpu_seconds_total", seconds(usage.ru_utime) + seconds(usage.ru_stime)),
            ("process_max_fds", Double(limit.rlim_cur)),
        ]
        figures.append(("process_open_fds", openDescriptors))
        if let stat = Stat.read() {
            figures.append(("process_resident_memory_bytes", stat.residentBytes))
            figures.append(("process_start_time_seconds", stat.startTime))
            figures.append(("process_virtual_memory_bytes", stat.virtualBytes))
        }
        return figures.compactMap { name, value in
            guard let value, let description = MetricCatalog.all.first(where: { $0.name == name }) else { return nil }
            let series = MetricSeries(description.kind)
            series.replace(value)
            return MetricsRegistry.Family(description: description, series: [[]: series])
        }
    }

    private static func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }

    #if canImport(Glibc)
        private static let ownUsage = __rusage_who_t(RUSAGE_SELF.rawValue)
        private static let openFiles = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    #else
        private static let ownUsage = RUSAGE_SELF
        private static let openFiles = RLIMIT_NOFILE
    #endif

    private static var openDescriptors: Double? {
        guard let folder = opendir("/proc/self/fd") else { return nil }
        defer { closedir(folder) }
        var count = 0
        while readdir(folder) != nil { count += 1 }
        // Without `.`, `..` and the folder that is being read.
        return Double(count - 3)
    }

    /// Fields of `/proc/self/stat` (proc(5)).
    private struct Stat {
        var virtualBytes: Double
        var residentBytes: Double
        var startTime: Double?

        static func read() -> Stat? {
            guard let text = ProcessMetrics.contents("/proc/self/stat"),
                // The program's name, in parentheses, may hold spaces.
                let end = text.lastIndex(of: ")")
            else { return nil }
            // Field 3 is the first behind the name.
            let fields = text[end...].dropFirst(2).split(separator: " ").map { Double($0) ?? 0 }
            guard fields.count > 21 else { return nil }
            let ticks = Double(max(1, sysconf(Int32(_SC_CLK_TCK))))
            let boot = ProcessMetrics.contents("/proc/stat")?.split(separator: "\n")
                .first { $0.hasPrefix("btime ") }.flatMap { Double($0.dropFirst(6)) }
            return Stat(
                virtualBytes: fields[20], residentBytes: fields[21] * Double(sysconf(Int32(_SC_PAGESIZE))),
                startTime: boot.map { $0 + fields[19] / ticks })
        }
    }

    private static func contents(_ path: String) -> String? {
        guard let file = fopen(path, "r") else { return nil }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 65_536)
        let count = fread(&bytes, 1, bytes.count, file)
        return String(decoding: bytes[..<count], as: UTF8.self)
    }
}
