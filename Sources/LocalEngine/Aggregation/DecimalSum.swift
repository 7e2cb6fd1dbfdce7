import Columnar

/// A sum of unscaled decimals, exact for any number of them, and how many they are.
///
/// Rows can be taken away again, and the order in which they come does not matter: only the whole sum must fit into its type.
struct DecimalSum {
    /// The sum modulo 2^128.
    private var low: Int128 = 0
    /// How often 2^128 has to be added to it.
    private var carry: Int64 = 0
    private(set) var count: Int64 = 0

    /// Takes a value of at most 27 digits: a hundred billion of them fit into 128 bits.
    @inline(__always)
    mutating func addNarrow(_ value: Int128) {
        low &+= value
        count &+= 1
    }

    /// Takes any value.
    @inline(__always)
    mutating func add(_ value: Int128) {
        let (sum, overflow) = low.addingReportingOverflow(value)
        low = sum
        if overflow { carry &+= value < 0 ? -1 : 1 }
        count &+= 1
    }

    /// Takes a value away that had been taken.
    @inline(__always)
    mutating func remove(_ value: Int128) {
        let (sum, overflow) = low.subtractingReportingOverflow(value)
        low = sum
        if overflow { carry &-= value < 0 ? -1 : 1 }
        count &-= 1
    }

    /// Takes the values of another sum.
    @inline(__always)
    mutating func merge(_ other: DecimalSum) {
        let (sum, overflow) = low.addingReportingOverflow(other.low)
        low = sum
        if overflow { carry &+= other.low < 0 ? -1 : 1 }
        carry &+= other.carry
        count &+= other.count
    }

    /// The sum as a value of its type; nil when it has too many digits.
    @inline(__always)
    func total(_ type: DecimalType) -> Int128? {
        carry == 0 && low.magnitude < type.limit.magnitude ? low : nil
    }

    /// The mean as a value of its type, rounded half away from zero; `argument` is the type of what was summed. Nil when it, or the sum, has
    /// too many digits, and of no values.
    func mean(_ type: DecimalType, of argument: DecimalType) -> Int128? {
        guard count > 0, let total = total(.bounded(precision: DecimalNumber.maximumPrecision, scale: argument.scale)),
            let mean = DecimalArithmetic.quotient(total, Int128(count), shift: type.scale - argument.scale)
        else { return nil }
        return mean.magnitude < type.limit.magnitude ? mean : nil
    }
}
