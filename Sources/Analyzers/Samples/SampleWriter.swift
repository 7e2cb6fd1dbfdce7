/// Writes rows of sample data as CSV or NDJSON into one growing run of bytes.
///
/// The values that samples have need no quoting and no escapes, which the writer relies on.
struct SampleWriter: SampleSink {
    private(set) var bytes: [UInt8] = []
    private let format: SampleData.Format
    private let keys: [[UInt8]]
    private var column = 0

    /// A writer for a table with those columns; CSV starts with its header.
    init(format: SampleData.Format, columns: [String], capacity: Int) {
        self.format = format
        keys = columns.enumerated().map {
            Array(($0.offset == 0 ? "{\"" : ",\"").utf8) + Array("\($0.element)\":".utf8)
        }
        bytes.reserveCapacity(capacity)
        if format == .csv { bytes += Array((columns.joined(separator: ",") + "\n").utf8) }
    }

    mutating func text(_ prefix: StaticString, _ number: Int?, digits: Int) {
        begin()
        quote()
        prefix.withUTF8Buffer { bytes.append(contentsOf: $0) }
        if let number { integer(number, digits: digits) }
        quote()
        end()
    }

    mutating func decimal(_ value: Double?, decimals: Int) {
        begin()
        if let value {
            let (scaled, scale) = SampleWriter.scaled(value, decimals: decimals)
            if scaled < 0 { bytes.append(UInt8(ascii: "-")) }
            integer(abs(scaled) / scale, digits: 1)
            bytes.append(UInt8(ascii: "."))
            integer(abs(scaled) % scale, digits: decimals)
        } else if format == .ndjson {
            bytes += Array("null".utf8)
        }
        end()
    }

    mutating func timestamp(on date: SampleDate, milliseconds: Int) {
        begin()
        quote()
        bytes += date.text
        bytes.append(UInt8(ascii: "T"))
        integer(milliseconds / 3_600_000, digits: 2)
        bytes.append(UInt8(ascii: ":"))
        integer(milliseconds / 60_000 % 60, digits: 2)
        bytes.append(UInt8(ascii: ":"))
        integer(milliseconds / 1000 % 60, digits: 2)
        bytes.append(UInt8(ascii: "."))
        integer(milliseconds % 1000, digits: 3)
        bytes.append(UInt8(ascii: "Z"))
        quote()
        end()
    }

    private mutating func begin() {
        if format == .ndjson {
            bytes += keys[column]
        } else if column > 0 {
            bytes.append(UInt8(ascii: ","))
        }
    }

    private mutating func end() {
        column += 1
        guard column == keys.count else { return }
        if format == .ndjson { bytes.append(UInt8(ascii: "}")) }
        bytes.append(UInt8(ascii: "\n"))
        column = 0
    }

    private mutating func quote() {
        if format == .ndjson { bytes.append(UInt8(ascii: "\"")) }
    }

    private mutating func integer(_ value: Int, digits: Int) {
        var divisor = 1
        var width = 1
        while width < digits || value / divisor >= 10 {
            divisor *= 10
            width += 1
        }
        var rest = value
        while divisor > 0 {
            bytes.append(UInt8(ascii: "0") + UInt8(rest / divisor))
            rest %= divisor
            divisor /= 10
        }
    }
}
