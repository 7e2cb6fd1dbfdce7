/// A sum of doubles, with the rounding error of every addition carried along.
///
/// Error-free addition: Knuth, TAOCP 2, 4.2.2, theorem B (TwoSum). The correction is added once, at the end.
struct CompensatedSum {
    private(set) var sum = 0.0
    private(set) var correction = 0.0

    @inline(__always)
    mutating func add(_ value: Double) {
        let total = sum + value
        let back = total - sum
        correction += (sum - (total - back)) + (value - back)
        sum = total
    }

    /// Takes the sum of later values.
    @inline(__always)
    mutating func merge(_ later: CompensatedSum) {
        add(later.sum)
        correction += later.correction
    }

    var total: Double {
        // An infinite or NaN sum makes the correction meaningless.
        sum.isFinite ? sum + correction : sum
    }
}
