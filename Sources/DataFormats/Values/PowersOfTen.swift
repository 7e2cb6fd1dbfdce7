/// 10^0...10^8 at a fixed place in memory, which hot loops read without an array's checks.
///
/// Take `standard` once before a loop: reaching a global costs a call.
struct PowersOfTen: @unchecked Sendable {
    let integers: UnsafePointer<UInt64>
    let doubles: UnsafePointer<Double>

    /// The one table; never freed, never written again.
    static let standard: PowersOfTen = {
        let integers = UnsafeMutablePointer<UInt64>.allocate(capacity: 9)
        let doubles = UnsafeMutablePointer<Double>.allocate(capacity: 9)
        for index in 0..<9 {
            integers[index] = Digits.powers[index]
            doubles[index] = Digits.exactPowers[index]
        }
        return PowersOfTen(integers: UnsafePointer(integers), doubles: UnsafePointer(doubles))
    }()
}
