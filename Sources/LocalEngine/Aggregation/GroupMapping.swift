/// Which groups of one state are merged into which of another: pairs of group numbers, each source at most once.
struct GroupMapping {
    /// Group numbers in the state that is merged.
    let sources: [UInt32]
    /// For each source its number in the state that takes it.
    let targets: [UInt32]

    /// The number of pairs.
    var count: Int { sources.count }

    /// Calls `body` with every pair, in order.
    @inline(__always)
    func forEach<Failure: Error>(_ body: (_ source: Int, _ target: Int) throws(Failure) -> Void) throws(Failure) {
        for index in sources.indices { try body(Int(sources[index]), Int(targets[index])) }
    }

    /// The targets by source, `UInt32.max` where a source below `bound` is not merged.
    func dense(_ bound: Int) -> [UInt32] {
        var table = [UInt32](repeating: .max, count: bound)
        forEach { source, target in table[source] = UInt32(target) }
        return table
    }
}
