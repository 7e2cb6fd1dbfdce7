import Glibc

/// About how many distinct values there were: their hashes as long as they are few, then the longest run of zeros in each of 4096 parts.
///
/// P. Flajolet and others, "HyperLogLog: the analysis of a near-optimal cardinality estimation algorithm" (2007); estimated after O. Ertl,
/// "New cardinality estimation algorithms for HyperLogLog sketches" (2017), algorithm 6. Standard error 1.04 / √4096, 1.6 %; exact up to
/// `exactLimit`. What is kept depends on the set of values only, not on their order or on how they were split.
struct HyperLogLog {
    /// Up to this many values are counted exactly.
    static let exactLimit = 256
    private static let precision = 12

    /// Hashes, some perhaps several times; empty once there are registers.
    private var hashes: [UInt64] = []
    private var registers: [UInt8] = []

    /// The memory that it takes beside itself, in bytes.
    var bytes: Int { hashes.capacity * 8 + registers.capacity }

    /// Takes the hash of a value.
    @inline(__always)
    mutating func add(_ hash: UInt64) {
        if registers.isEmpty { return addExactly(hash) }
        let part = Int(truncatingIfNeeded: hash >> UInt64(64 - HyperLogLog.precision))
        let zeros = UInt8(truncatingIfNeeded: (hash << UInt64(HyperLogLog.precision) | 1).leadingZeroBitCount &+ 1)
        if registers[part] < zeros { registers[part] = zeros }
    }

    private mutating func addExactly(_ hash: UInt64) {
        hashes.append(hash)
        if hashes.count >= 2 * HyperLogLog.exactLimit { tidy() }
    }

    /// Drops repeated hashes, and goes over to registers when there are too many.
    private mutating func tidy() {
        hashes.sort()
        var count = 0
        for hash in hashes where count == 0 || hashes[count - 1] != hash {
            hashes[count] = hash
            count += 1
        }
        hashes.removeLast(hashes.count - count)
        if count > HyperLogLog.exactLimit { spread() }
    }

    private mutating func spread() {
        let known = hashes
        hashes = []
        registers = [UInt8](repeating: 0, count: 1 << HyperLogLog.precision)
        for hash in known { add(hash) }
    }

    /// Takes the values of another one.
    mutating func merge(_ other: HyperLogLog) {
        if other.registers.isEmpty {
            for hash in other.hashes { add(hash) }
            return
        }
        if registers.isEmpty { spread() }
        for part in registers.indices where registers[part] < other.registers[part] {
            registers[part] = other.registers[part]
        }
    }

    /// The number of distinct values, roughly.
    func count() -> Int64 {
        if registers.isEmpty {
            var copy = self
            copy.tidy()
            if copy.registers.isEmpty { return Int64(copy.hashes.count) }
            return copy.count()
        }
        let longest = 64 - HyperLogLog.precision + 1
        var multiplicity = [Double](repeating: 0, count: longest + 1)
        for register in registers { multiplicity[min(Int(register), longest)] += 1 }
        let parts = Double(registers.count)
        var z = parts * HyperLogLog.tau(1 - multiplicity[longest] / parts)
        for zeros in stride(from: longest - 1, through: 1, by: -1) { z = 0.5 * (z + multiplicity[zeros]) }
        z += parts * HyperLogLog.sigma(multiplicity[0] / parts)
        return Int64((parts * parts / (2 * log(2.0) * z)).rounded())
    }

    private static func sigma(_ share: Double) -> Double {
        if share == 1 { return .infinity }
        var (x, y, z) = (share, 1.0, share)
        while true {
            x *= x
            let last = z
            z += x * y
            y += y
            if z == last { return z }
        }
    }

    private static func tau(_ share: Double) -> Double {
        if share == 0 || share == 1 { return 0 }
        var (x, y, z) = (share, 1.0, 1 - share)
        while true {
            x = x.squareRoot()
            let last = z
            y *= 0.5
            z -= (1 - x) * (1 - x) * y
            if z == last { return z / 3 }
        }
    }
}
