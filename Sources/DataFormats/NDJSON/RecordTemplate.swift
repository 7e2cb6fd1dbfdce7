import Columnar

/// What a line of NDJSON most likely looks like: the record before, with its values taken out.
///
/// Between two values of a record stand the same bytes in every record that was written by the same program: quotes, comma, the next
/// key, colon. A template compares them sixteen at a time and knows which kind of value follows, so a record that fits needs no
/// look at its structure. One that does not fit is left to `NDJSONDecoder`, which reads it by the rules and so also finds what
/// is wrong with it; nothing in the chunk or behind the batch's rows has changed then.
///
/// A class because it owns the steps' memory. Invariant: a template is read only from places before the chunk's last line feed,
/// which every loop stops at, and sixteen bytes behind what it compares are readable (a chunk has more slack).
final class RecordTemplate {
    /// How the value behind a step's bytes is read.
    enum Kind: UInt8 {
        /// There is none: the bytes go on with the next step, or the record is over.
        case nothing
        /// A string.
        case string
        /// A string that is a timestamp.
        case timestamp
        /// A number that is a double.
        case double
        /// A number that is a bigint.
        case integer
        /// A string that no column wants.
        case otherString
        /// A number that no column wants.
        case otherNumber
        /// Anything else, out of line.
        case general
    }

    /// Some bytes, then a value.
    struct Step {
        var first: ByteBlock
        var second: ByteBlock
        /// The bytes of the blocks that count.
        var firstMask: UInt32
        var secondMask: UInt32
        var length: Int
        var kind: Kind
        var column: Int
        var values: UnsafeMutableRawPointer
        var validity: UnsafeMutablePointer<UInt8>?
    }

    private var steps: UnsafeMutablePointer<Step>
    private var count = 0
    private static let capacity = 512
    /// The columns that the record does not have.
    private var absent: [Int] = []
    /// Strings of the record at hand whose escapes are replaced when all of it fits: doing it earlier would spoil a second look.
    private var escaped: [(text: UnsafeMutablePointer<UInt8>, count: Int, view: UnsafeMutablePointer<StringView>)] = []

    /// How well it fits lately: below zero it is time for another one.
    private var score = 0
    /// Records to pass before another one is made, which doubles while none fits for long.
    private var pause = 0
    private var nextPause = 1

    init() { steps = .allocate(capacity: RecordTemplate.capacity) }

    deinit { steps.deallocate() }

    /// True when it is worth trying.
    var isReady: Bool { count > 0 && score >= 0 }

    /// Takes a record that was read by the rules into account; true when a template should be made of it.
    func noteMiss() -> Bool {
        if isReady {
            score -= 4
            return false
        }
        if pause > 0 {
            pause -= 1
            return false
        }
        pause = nextPause
        nextPause = min(nextPause * 2, 4096)
        return true
    }

    /// Makes the template of a record; `values` are its members' values in order. A key that stands twice, or too many, make none.
    func learn(
        from start: UnsafeMutablePointer<UInt8>, to end: UnsafeMutablePointer<UInt8>,
        values: [(start: UnsafeMutablePointer<UInt8>, end: UnsafeMutablePointer<UInt8>, column: Int)],
        columns: [Column]
    ) {
        count = 0
        var position = start
        var wanted = Set(columns.indices)
        for value in values {
            let isString = value.start.pointee == 0x22
            let isNumber = value.start.pointee == 0x2D || Digits.isDigit(value.start.pointee)
            var kind = Kind.general
            if value.column < 0 {
                kind = isString ? .otherString : isNumber ? .otherNumber : .general
            } else {
                guard wanted.remove(value.column) != nil else { return forget() }
                switch columns[value.column].type {
                case .string where isString: kind = .string
                case .timestamp where isString: kind = .timestamp
                case .double where isNumber: kind = .double
                case .int64 where isNumber: kind = .integer
                default: break
                }
            }
            guard add(from: position, to: value.start, kind, value.column) else { return forget() }
            position = value.end
        }
        guard add(from: position, to: end, .nothing, -1) else { return forget() }
        absent = wanted.sorted()
        score = 16
        bind(columns)
    }

    private func forget() {
        count = 0
        score = -1
    }

    private func add(
        from start: UnsafeMutablePointer<UInt8>, to end: UnsafeMutablePointer<UInt8>, _ kind: Kind, _ column: Int
    ) -> Bool {
        var position = start
        repeat {
            guard count < RecordTemplate.capacity else { return false }
            let length = min(end - position, 32)
            let mask: (Int) -> UInt32 = { $0 >= 16 ? 0xFFFF : (1 << UInt32(max($0, 0))) - 1 }
            let isLast = position + length == end
            // The text is copied: the chunk moves on.
            (steps + count).initialize(
                to: Step(
                    first: ByteBlock(position), second: ByteBlock(position + 16), firstMask: mask(length),
                    secondMask: mask(length - 16), length: length, kind: isLast ? kind : .nothing,
                    column: isLast ? column : -1, values: UnsafeMutableRawPointer(steps), validity: nil))
            count += 1
            position += length
        } while position < end
        return true
    }

    /// Tells where the columns' values go from now on.
    func bind(_ columns: [Column]) {
        for index in 0..<count where steps[index].column >= 0 {
            let column = columns[steps[index].column]
            steps[index].values = column.values
            steps[index].validity = column.validity
        }
    }

    /// Reads records into rows from `row` on until one does not fit, `rowLimit` is reached, or a record starts at or behind
    /// `limit`, which is not behind the last line feed in memory.
    ///
    /// Returns where the next record starts and which row it is.
    func read(
        from start: UnsafeMutablePointer<UInt8>, before limit: UnsafeMutablePointer<UInt8>, row: Int, rowLimit: Int,
        base: UnsafeMutablePointer<UInt8>, timestamps: inout TimestampParser, columns: [Column]
    ) -> (position: UnsafeMutablePointer<UInt8>, row: Int) {
        var parser = timestamps
        var record = start
        var row = row
        let powers = PowersOfTen.standard.integers
        let doublePowers = PowersOfTen.standard.doubles
        let firstStep = UnsafePointer(steps)
        let stepsEnd = firstStep + count
        records: while row < rowLimit, record < limit {
            var position = record
            var step = firstStep
            while step < stepsEnd {
                if step.pointee.first.mask(differing: ByteBlock(position)) & step.pointee.firstMask != 0 {
                    break records
                }
                if step.pointee.secondMask != 0,
                    step.pointee.second.mask(differing: ByteBlock(position + 16)) & step.pointee.secondMask != 0
                {
                    break records
                }
                position += step.pointee.length
                var isCommon = true
                switch step.pointee.kind {
                case .nothing: break
                case .general: isCommon = false
                case .string, .otherString, .timestamp:
                    let text = position + 1
                    var end = text
                    var high: UInt32 = 0
                    var ends: UInt32
                    while true {
                        let block = ByteBlock(end)
                        ends = block.jsonStringEnds
                        high |= block.nonASCII & (ends ^ (ends &- 1))
                        if ends != 0 { break }
                        end += 16
                    }
                    end += ends.trailingZeroBitCount
                    if position.pointee != 0x22 || end.pointee != 0x22 || high != 0 {
                        isCommon = false
                        break
                    }
                    position = end + 1
                    if step.pointee.kind == .string {
                        step.pointee.values.assumingMemoryBound(to: StringView.self)[row] = StringView(
                            offset: UInt32(truncatingIfNeeded: text - base),
                            length: UInt32(truncatingIfNeeded: end - text))
                    } else if step.pointee.kind == .timestamp {
                        guard let instant = parser.parse(text, end - text) else { break records }
                        step.pointee.values.assumingMemoryBound(to: Int64.self)[row] = instant
                    }
                case .double, .otherNumber:
                    let isNegative = position.pointee == 0x2D
                    let digits = position + (isNegative ? 1 : 0)
                    let others = ByteBlock(digits).nonDigits | 0x10000
                    let point = others.trailingZeroBitCount
                    var end = point
                    if digits[point] == 0x2E { end = ((others & (others &- 1)) | 0x10000).trailingZeroBitCount }
                    let decimals = end &- point &- 1
                    // No digits, sixteen bytes without an end, or more than eight digits on a side.
                    guard point > 0, point <= 8, end < 16, decimals != 0, decimals <= 8,
                        point == 1 || digits.pointee != 0x30
                    else {
                        isCommon = false
                        break
                    }
                    position = digits + end
                    if step.pointee.kind == .otherNumber { break }
                    var value: Double
                    if decimals < 0 {
                        value = Double(Int64(truncatingIfNeeded: Digits.upToEight(digits, point)))
                    } else if end <= 8 {
                        value = Digits.shortDouble(digits, end, decimals: decimals, doublePowers)
                    } else {
                        let whole = Digits.upToEight(digits, point)
                        let mantissa = whole &* powers[decimals] &+ Digits.upToEight(digits + point + 1, decimals)
                        value =
                            mantissa < 1 << 53
                            ? Double(Int64(truncatingIfNeeded: mantissa)) / doublePowers[decimals]
                            : Numeral.quotient(mantissa, powers[decimals])
                    }
                    step.pointee.values.assumingMemoryBound(to: Double.self)[row] = isNegative ? -value : value
                case .integer:
                    let isNegative = position.pointee == 0x2D
                    let digits = position + (isNegative ? 1 : 0)
                    let length = (ByteBlock(digits).nonDigits | 0x10000).trailingZeroBitCount
                    guard length > 0, length < 16, length == 1 || digits.pointee != 0x30 else {
                        isCommon = false
                        break
                    }
                    var value = Digits.upToEight(digits, min(length, 8))
                    if length > 8 {
                        value = value &* powers[length &- 8] &+ Digits.upToEight(digits + 8, length &- 8)
                    }
                    let integer = Int64(truncatingIfNeeded: value)
                    step.pointee.values.assumingMemoryBound(to: Int64.self)[row] = isNegative ? 0 &- integer : integer
                    position = digits + length
                }
                if isCommon {
                    if let validity = step.pointee.validity { validity[row] = 1 }
                } else {
                    guard let behind = passUncommon(position, step - firstStep, row, base, columns) else {
                        break records
                    }
                    position = behind
                }
                step += 1
            }
            if !escaped.isEmpty { unescape() }
            record = position
            row += 1
        }
        escaped.removeAll(keepingCapacity: true)
        timestamps = parser
        return (record, row)
    }

    /// Notes that some records fitted.
    func noteHits(_ count: Int) {
        guard count > 0 else { return }
        score = min(score + count, 64)
        nextPause = 1
    }

    /// Makes `records` rows of the columns that the record does not have null.
    func fill(_ columns: [Column], from row: Int, records: Int) {
        for index in absent {
            let column = columns[index]
            let width = column.type.width
            guard width > 0, records > 0 else { continue }
            (column.makeValidity() + row).update(repeating: 0, count: records)
            (column.values + row * width).initializeMemory(as: UInt8.self, repeating: 0, count: records * width)
        }
    }

    private func unescape() {
        for (text, count, view) in escaped {
            let length = JSONCursor.unescape(text, count, into: text)
            view.pointee.length = UInt32(truncatingIfNeeded: length)
        }
        escaped.removeAll(keepingCapacity: true)
    }

    /// Reads a value that is not in the common shape: null, text with escapes or outside ASCII, a long number, and what has no kind
    /// of its own. Nil when it is no JSON or does not fit the column.
    @inline(never)
    private func passUncommon(
        _ start: UnsafeMutablePointer<UInt8>, _ index: Int, _ row: Int, _ base: UnsafeMutablePointer<UInt8>,
        _ columns: [Column]
    ) -> UnsafeMutablePointer<UInt8>? {
        var cursor = JSONCursor(position: start, lineEnd: start)
        let place = steps[index].column
        guard place >= 0 else { return cursor.passValue() ? cursor.position : nil }
        let column = columns[place]
        if start.pointee == 0x6E {
            guard cursor.passWord("null") else { return nil }
            setNull(column, row)
            steps[index].validity = column.validity
            return cursor.position
        }
        if let validity = steps[index].validity { validity[row] = 1 }
        if start.pointee == 0x22 {
            var shape = JSONCursor.StringShape()
            guard cursor.passString(&shape) else { return nil }
            let text = start + 1
            let count = cursor.position - text - 1
            switch column.type {
            case .string:
                let view = column.strings + row
                view.pointee = StringView(
                    offset: UInt32(truncatingIfNeeded: text - base), length: UInt32(truncatingIfNeeded: count))
                if shape.hasEscapes { escaped.append((text, count, view)) }
            case .date where !shape.hasEscapes:
                guard ValueText.date(text, count, into: &column.days[row]) == nil else { return nil }
            default: return nil
            }
            return cursor.position
        }
        guard cursor.passValue() else { return nil }
        let count = cursor.position - start
        let isNumber = start.pointee == 0x2D || Digits.isDigit(start.pointee)
        var failure: ValueText.Failure?
        switch column.type {
        case .double where isNumber: failure = ValueText.double(start, count, into: &column.doubles[row])
        case .int64 where isNumber: failure = ValueText.int64(start, count, into: &column.int64s[row])
        case .decimal(let precision, let scale) where isNumber:
            failure = ValueText.decimal(
                start, count, precision: precision, scale: scale, into: &column.decimals[row])
        case .boolean where start.pointee == 0x74 || start.pointee == 0x66:
            column.booleans[row] = start.pointee == 0x74 ? 1 : 0
        case .string:
            column.strings[row] = StringView(
                offset: UInt32(truncatingIfNeeded: start - base), length: UInt32(truncatingIfNeeded: count))
        default: return nil
        }
        return failure == nil ? cursor.position : nil
    }

    private func setNull(_ column: Column, _ row: Int) {
        let width = column.type.width
        guard width > 0 else { return }
        column.makeValidity()[row] = 0
        (column.values + row * width).initializeMemory(as: UInt8.self, repeating: 0, count: width)
    }
}
