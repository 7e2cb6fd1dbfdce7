/// Values of which about every 2^level-th is kept, for percentiles that are near enough.
///
/// A level holds values that stand for 2^level each. When one has more than `capacity`, it is sorted and every other value goes up a level,
/// those at odd and even places in turn: after G. S. Manku, S. Rajagopalan, B. G. Lindsay, "Approximate Medians and other Quantiles in One
/// Pass and with Limited Memory" (1998), without chance, so that equal inputs in equal splits give equal results. Every such step moves a
/// rank by at most 2^level, so after n values a rank is off by at most n · log2(n / capacity) / capacity; exact up to `capacity` values.
struct QuantileSketch {
    /// The number of values that a level may hold.
    static let capacity = 4096

    private var levels: [[UInt64]] = [[]]
    /// For each level, by bit, whether the next step keeps the values at odd places.
    private var keepsOdd: UInt64 = 0
    /// The number of values taken.
    private(set) var count = 0
    /// The number of values kept.
    private(set) var size = 0

    /// The number, from 0, of the smallest value that at least `fraction` of `count` values do not exceed.
    static func rank(_ fraction: Double, of count: Int) -> Int {
        max(0, min(count, Int((fraction * Double(count)).rounded(.up))) - 1)
    }

    /// Takes a value as an ordered word.
    @inline(__always)
    mutating func add(_ word: UInt64) {
        levels[0].append(word)
        count &+= 1
        size &+= 1
        if levels[0].count > QuantileSketch.capacity { compact() }
    }

    /// Takes the values of another one.
    mutating func merge(_ later: QuantileSketch) {
        if count == 0 {
            // Exactly: later rows may go on from here.
            self = later
            return
        }
        while levels.count < later.levels.count { levels.append([]) }
        for (level, words) in later.levels.enumerated() { levels[level] += words }
        count += later.count
        size += later.size
        compact()
    }

    /// Empties levels that are too full into the next.
    private mutating func compact() {
        var level = 0
        while level < levels.count {
            if levels[level].count > QuantileSketch.capacity {
                if level + 1 == levels.count { levels.append([]) }
                var words = levels[level]
                words.sort()
                // An odd one stays.
                let pairs = words.count / 2
                let place = Int(keepsOdd >> UInt64(level) & 1)
                for pair in 0..<pairs { levels[level + 1].append(words[2 * pair + place]) }
                levels[level] = words.count % 2 == 1 ? [words[words.count - 1]] : []
                keepsOdd ^= 1 << UInt64(level)
                size -= pairs
            }
            level += 1
        }
    }

    /// The value near a fraction; nil without values.
    func value(_ fraction: Double) -> UInt64? {
        var weighted: [(word: UInt64, weight: Int)] = []
        for (level, words) in levels.enumerated() { weighted += words.map { ($0, 1 << level) } }
        weighted.sort { $0.word < $1.word }
        var left = QuantileSketch.rank(fraction, of: count)
        for (word, weight) in weighted {
            if left < weight { return word }
            left -= weight
        }
        return weighted.last?.word
    }
}
