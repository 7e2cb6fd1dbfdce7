import Columnar

/// An argument of a kernel: a column, or a one-row column that stands for the same value in every row.
struct Operand {
    /// The values.
    let column: Column
    /// Whether `column` has one row that stands for all.
    let isConstant: Bool

    init(_ column: Column, isConstant: Bool = false) {
        self.column = column
        self.isConstant = isConstant
    }

    /// How far one row's value is from the next one's, in values.
    var stride: Int { isConstant ? 0 : 1 }

    /// True when no row has a value.
    var isAllNull: Bool { column.type == .null || (isConstant && column.isNull(at: 0)) }

    /// The values of a fixed-width column as a lane. `Value` must be the type that `Column` documents for the column's type.
    @inline(__always)
    func lane<Value>(_: Value.Type) -> Lane<Value> {
        let pointer = UnsafePointer(column.values.assumingMemoryBound(to: Value.self))
        return isConstant ? .constant(pointer[0]) : .rows(pointer)
    }

    /// Random access to values and validity at a small fixed cost a row, for kernels that are not worth specialising.
    @inline(__always)
    func access<Value>(_: Value.Type) -> Access<Value> {
        Access(
            values: UnsafePointer(column.values.assumingMemoryBound(to: Value.self)), stride: stride,
            bytes: UnsafePointer(column.bytes?.base ?? Access<Value>.noBytes))
    }
}

/// The values of one argument as a specialised loop wants them.
enum Lane<Value> {
    /// One value a row.
    case rows(UnsafePointer<Value>)
    /// One value for every row.
    case constant(Value)
}

/// Values of an operand by row, whether it is constant or not. Invariant: valid as long as the operand's column lives.
struct Access<Value> {
    let values: UnsafePointer<Value>
    let stride: Int
    let bytes: UnsafePointer<UInt8>

    /// A readable place for string columns without bytes; never read beyond its slack.
    static var noBytes: UnsafeMutablePointer<UInt8> { emptyBytes.base }

    @inline(__always)
    subscript(row: Int) -> Value { values[row &* stride] }
}

extension Access where Value == StringView {
    /// The bytes of a row's text; its start is never nil.
    @inline(__always)
    func text(_ row: Int) -> UnsafeBufferPointer<UInt8> {
        let view = values[row &* stride]
        return UnsafeBufferPointer(start: bytes + (view.length == 0 ? 0 : Int(view.offset)), count: Int(view.length))
    }
}

/// Bytes for columns that have none.
private let emptyBytes = ByteBuffer(capacity: 64)

/// Maps two lanes row by row, one tight loop for each combination of lanes.
@inline(__always)
func mapLanes<A, B, Result>(
    _ left: Lane<A>, _ right: Lane<B>, count: Int, into out: UnsafeMutablePointer<Result>, _ transform: (A, B) -> Result
) {
    switch (left, right) {
    case (.rows(let a), .rows(let b)): for row in 0..<count { out[row] = transform(a[row], b[row]) }
    case (.rows(let a), .constant(let b)): for row in 0..<count { out[row] = transform(a[row], b) }
    case (.constant(let a), .rows(let b)): for row in 0..<count { out[row] = transform(a, b[row]) }
    case (.constant(let a), .constant(let b)): for row in 0..<count { out[row] = transform(a, b) }
    }
}

/// Maps one lane row by row.
@inline(__always)
func mapLane<A, Result>(
    _ lane: Lane<A>, count: Int, into out: UnsafeMutablePointer<Result>, _ transform: (A) -> Result
) {
    switch lane {
    case .rows(let a): for row in 0..<count { out[row] = transform(a[row]) }
    case .constant(let a): for row in 0..<count { out[row] = transform(a) }
    }
}

/// Calls `body` for every selected row that is valid.
@inline(__always)
func forEachRow<Failure: Error>(
    _ rowCount: Int, _ selection: Selection?, validity: UnsafePointer<UInt8>?, _ body: (Int) throws(Failure) -> Void
) throws(Failure) {
    switch (selection, validity) {
    case (nil, nil):
        for row in 0..<rowCount { try body(row) }
    case (nil, let validity?):
        for row in 0..<rowCount where validity[row] != 0 { try body(row) }
    case (let selection?, nil):
        for index in 0..<selection.count { try body(Int(selection.rows[index])) }
    case (let selection?, let validity?):
        for index in 0..<selection.count {
            let row = Int(selection.rows[index])
            if validity[row] != 0 { try body(row) }
        }
    }
}
