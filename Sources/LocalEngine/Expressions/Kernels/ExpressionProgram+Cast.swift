import Columnar

extension ExpressionProgram {
    /// `CAST(x AS type)`, and `TRY_CAST` with `orNull`; see `CastKind` for the pairs.
    ///
    /// Doubles print shortest round-trip (`0.1`, `1e+16`, `Infinity`, `NaN`), whereas Spark prints as Java does.
    func cast(_ index: Int, _ child: Int, orNull: Bool, _ selection: Selection?) throws(EvaluationError) -> Column {
        let value = try operand(child, selection)
        let out = makeColumn(index, scope: selection)
        combineValidity([value], into: out)
        if value.isAllNull { return out }
        let cast = CastLoop(program: self, index: index, value: value, out: out, selection: selection, orNull: orNull)
        if value.column.type.isDecimal || out.type.isDecimal {
            try castDecimals(cast)
            return out
        }
        switch (value.column.type, out.type) {
        case (.boolean, .int64): mapLane(value.lane(UInt8.self), count: rowCount, into: out.int64s) { Int64($0) }
        case (.boolean, .double): mapLane(value.lane(UInt8.self), count: rowCount, into: out.doubles) { Double($0) }
        case (.int64, .double): mapLane(value.lane(Int64.self), count: rowCount, into: out.doubles) { Double($0) }
        case (.int64, .boolean):
            mapLane(value.lane(Int64.self), count: rowCount, into: out.booleans) { $0 != 0 ? 1 : 0 }
        case (.double, .boolean):
            mapLane(value.lane(Double.self), count: rowCount, into: out.booleans) { $0 != 0 ? 1 : 0 }
        case (.double, .int64): try cast.convert(Double.self, into: out.int64s) { Int64(truncatingOrNil: $0) }
        case (.int64, .timestamp): try cast.convert(Int64.self, into: out.int64s) { microseconds(seconds: $0) }
        case (.double, .timestamp):
            try cast.convert(Double.self, into: out.int64s) { Int64(truncatingOrNil: $0 * 1_000_000) }
        case (.timestamp, .int64):
            try cast.convert(Int64.self, into: out.int64s) { $0.flooredDivision(by: 1_000_000) }
        case (.timestamp, .double): try cast.convert(Int64.self, into: out.doubles) { Double($0) / 1_000_000 }
        case (.date, .timestamp):
            let zone = self.zone
            try cast.convert(Int32.self, into: out.int64s) { day in
                let (local, overflow) = Int64(day).multipliedReportingOverflow(by: 86_400_000_000)
                // Half a million years are left as room for zone offsets.
                return overflow || local.magnitude > 9_200_000_000_000_000_000
                    ? nil : zone.utcMicroseconds(local: local)
            }
        case (.timestamp, .date):
            var clock = LocalClock(zone)
            try cast.convert(Int64.self, into: out.days) { Int32(clock.local($0).flooredDivision(by: 86_400_000_000)) }
        case (.string, .boolean): try cast.read(into: out.booleans) { SQLText.boolean($0) }
        case (.string, .int64): try cast.read(into: out.int64s) { SQLText.int64($0) }
        case (.string, .double): try cast.read(into: out.doubles) { SQLText.double($0) }
        case (.string, .date): try cast.read(into: out.days) { SQLText.days($0) }
        case (.string, .timestamp):
            let zone = self.zone
            try cast.read(into: out.int64s) { TimestampText.microseconds($0, zone: zone) }
        case (.boolean, .string):
            try cast.write(UInt8.self) { $1.append($0 != 0 ? "true" : "false") }
        case (.int64, .string):
            try cast.write(Int64.self) { number, writer in
                if number < 0 { writer.append(UInt8(ascii: "-")) }
                if number == .min {
                    writer.append("9223372036854775808")
                } else {
                    writer.append(abs(Int(number)), width: 1)
                }
            }
        case (.double, .string): try cast.write(Double.self) { $1.append(SQLText.text($0)) }
        case (.date, .string): try cast.write(Int32.self) { SQLText.append(day: Int($0), to: &$1) }
        case (.timestamp, .string):
            var clock = LocalClock(zone)
            try cast.write(Int64.self) { SQLText.append(localMicroseconds: clock.local($0), to: &$1) }
        default: throw error(.unsupported, index)
        }
        return out
    }

    private func microseconds(seconds: Int64) -> Int64? {
        let (micros, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000)
        return overflow ? nil : micros
    }
}

/// The loops of a cast: what a row without an image does is the same for all types.
struct CastLoop {
    let program: ExpressionProgram
    let index: Int
    let value: Operand
    let out: Column
    let selection: Selection?
    let orNull: Bool

    /// Between fixed-width types.
    @inline(__always)
    func convert<Input, Output>(
        _: Input.Type, into values: UnsafeMutablePointer<Output>, _ transform: (Input) -> Output?
    ) throws(EvaluationError) {
        let input = value.access(Input.self)
        try forEachRow(program.rowCount, selection, validity: out.validity) { (row) throws(EvaluationError) in
            if let result = transform(input[row]) { values[row] = result } else { try fail(row) }
        }
    }

    /// From text; blanks around it do not count.
    @inline(__always)
    func read<Output>(
        into values: UnsafeMutablePointer<Output>, _ transform: (UnsafeBufferPointer<UInt8>) -> Output?
    ) throws(EvaluationError) {
        let input = value.access(StringView.self)
        try forEachRow(program.rowCount, selection, validity: out.validity) { (row) throws(EvaluationError) in
            if let result = transform(SQLText.trimmed(input.text(row))) { values[row] = result } else { try fail(row) }
        }
    }

    /// To text.
    @inline(__always)
    func write<Input>(_: Input.Type, _ append: (Input, inout TextWriter) -> Void) throws(EvaluationError) {
        let input = value.access(Input.self)
        var writer = TextWriter(capacity: (selection?.count ?? program.rowCount) * 12)
        let views = out.strings
        try forEachRow(program.rowCount, selection, validity: out.validity) { (row) throws(EvaluationError) in
            let start = writer.count
            append(input[row], &writer)
            views[row] = try writer.view(from: start, in: program.nodes[index].label)
        }
        out.bytes = writer.finish()
    }

    @inline(never)
    private func fail(_ row: Int) throws(EvaluationError) {
        guard orNull else {
            throw program.error(.castFailed, index, text: value.column[value.isConstant ? 0 : row].text)
        }
        out.makeValidity()[row] = 0
        if out.type == .string { out.strings[row] = StringView(offset: 0, length: 0) }
    }
}

extension Int64 {
    /// The number without its fraction, or nil when that is not an Int64 (NaN and infinities included).
    @inline(__always)
    init?(truncatingOrNil value: Double) {
        guard value > -9_223_372_036_854_777_856, value < 9_223_372_036_854_775_808 else { return nil }
        self.init(value)
    }
}
