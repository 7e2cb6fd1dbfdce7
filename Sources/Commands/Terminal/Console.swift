import Diagnostics
import Synchronization

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Standard output and standard error.
///
/// Results go to standard output; diagnostics and progress go to standard error, coloured only on a terminal that wants it.
enum Console {
    /// Writes text to standard output.
    static func output(_ text: String) { write(text, to: 1) }

    /// Writes text to standard error.
    static func error(_ text: String) { write(text, to: 2) }

    /// Larger files (data, not reports) are named with their place, but not read again for showing the line.
    private static let snippetLimit = 8 << 20

    /// How files start whose places are not those of their bytes: gzip, zstd and Parquet.
    private static let packedStarts: [[UInt8]] = [[0x1F, 0x8B], [0x28, 0xB5, 0x2F, 0xFD], Array("PAR1".utf8)]

    /// Texts that are no files, such as a query on the command line, for showing diagnostics.
    private static let remembered = Mutex<[String: SourceText]>([:])

    /// Makes a text that is no file known for showing diagnostics about it.
    static func remember(_ text: SourceText) { remembered.withLock { $0[text.path] = text } }

    /// Shows diagnostics on standard error, with the lines of the files that they are about, where those are text.
    static func report(_ diagnostics: [Diagnostic]) {
        if !diagnostics.isEmpty { error(text(diagnostics, usesColor: colorsErrors)) }
    }

    /// Diagnostics with the lines that they are about, without colours; `texts` are those that were examined, whatever their files hold by now.
    static func plain(_ diagnostics: [Diagnostic], texts: [SourceText] = []) -> String {
        text(diagnostics, texts: texts, usesColor: false)
    }

    private static func text(_ diagnostics: [Diagnostic], texts: [SourceText] = [], usesColor: Bool) -> String {
        var sources = remembered.withLock { $0 }
        for text in texts { sources[text.path] = text }
        for path in Set(diagnostics.compactMap { $0.range == nil ? nil : $0.file })
        where sources[path] == nil && TextFile.size(path) <= snippetLimit {
            guard let bytes = try? TextFile.read(path), !packedStarts.contains(where: { bytes.starts(with: $0) })
            else { continue }
            let source = SourceText(path: path, utf8: bytes)
            let lines = diagnostics.filter { $0.file == path }.compactMap { $0.range?.lowerBound.line }
            if lines.allSatisfy({ source.isText(line: $0) }) { sources[path] = source }
        }
        return ConsoleFormatter(usesColor: usesColor).format(diagnostics, sources: sources)
    }

    /// Whether standard error is a terminal.
    static let errorIsTerminal = isatty(2) == 1

    /// Whether diagnostics are coloured: on a terminal, unless `NO_COLOR` is set (no-color.org) or the terminal is dumb.
    static let colorsErrors =
        errorIsTerminal && (getenv("NO_COLOR").map { $0.pointee == 0 } ?? true)
        && (getenv("TERM").map { strcmp($0, "dumb") != 0 } ?? false)

    private static func write(_ text: String, to descriptor: Int32) {
        var text = text
        text.withUTF8 { bytes in
            var remaining = bytes[...]
            while !remaining.isEmpty {
                let count = systemWrite(descriptor, UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: remaining)))
                if count >= 0 {
                    remaining = remaining.dropFirst(count)
                    continue
                }
                switch errno {
                case EINTR: continue
                case EAGAIN, EWOULDBLOCK: waitForRoom(descriptor)
                // A closed pipe (`trinity query … | head`) ends output; there is nobody left to tell.
                case EPIPE: exit(0)
                default:
                    // Whoever asked for these results does not have them, whatever else goes well.
                    let reason = String(cString: strerror(errno))
                    if descriptor == 1 {
                        report([Diagnostic("unwritable-output", .error, "cannot write the output: \(reason)")])
                        ExitStatus.runFailed.endProcess()
                    }
                    return
                }
            }
        }
    }

    private static func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
        #if canImport(Glibc)
            return Glibc.write(descriptor, bytes.baseAddress, bytes.count)
        #else
            return Darwin.write(descriptor, bytes.baseAddress, bytes.count)
        #endif
    }

    /// Waits until a descriptor that does not block, such as a shared terminal's, takes more.
    private static func waitForRoom(_ descriptor: Int32) {
        var request = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        _ = poll(&request, 1, -1)
    }
}
