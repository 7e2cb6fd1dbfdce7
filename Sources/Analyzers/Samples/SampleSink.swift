/// Takes a sample table's values, row by row and in each row column by column.
///
/// Every sink gives the same values: numbers are rounded once, to decimals, and what a text spells and what a column holds
/// are then the same double.
protocol SampleSink {
    /// A text: the prefix, and the number behind it with at least that many digits.
    mutating func text(_ prefix: StaticString, _ number: Int?, digits: Int)
    /// A number with that many decimals; nil for null.
    mutating func decimal(_ value: Double?, decimals: Int)
    /// An instant to the millisecond: the day and the time of day.
    mutating func timestamp(on date: SampleDate, milliseconds: Int)
}

extension SampleSink {
    mutating func text(_ prefix: StaticString, _ number: Int? = nil) { text(prefix, number, digits: 1) }

    /// A value in units of its last decimal, rounded half away from zero, and those units in one.
    static func scaled(_ value: Double, decimals: Int) -> (units: Int, inOne: Int) {
        var scale = 1
        for _ in 0..<decimals { scale *= 10 }
        return (Int((value * Double(scale)).rounded()), scale)
    }
}
