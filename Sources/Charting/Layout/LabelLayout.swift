/// Where labels go so that none covers another.
enum LabelLayout {
    /// Positions at least `gap` apart within `low...high`, in the order given by `wanted`, as near to it as possible (least
    /// squares, by pooling neighbours). Returns positions in the order of `wanted`; too many for the room share it evenly.
    static func spread(_ wanted: [Double], gap: Double, low: Double, high: Double) -> [Double] {
        guard !wanted.isEmpty else { return [] }
        let gap = wanted.count > 1 ? min(gap, max(0, high - low) / Double(wanted.count - 1)) : gap
        let order = wanted.indices.sorted { (wanted[$0], $0) < (wanted[$1], $1) }
        var blocks: [(start: Int, count: Int, position: Double)] = []
        for (rank, index) in order.enumerated() {
            var block = (start: rank, count: 1, position: clamp(wanted[index], low, high))
            while let last = blocks.last, last.position + Double(last.count) * gap > block.position {
                // The pooled block's first position is the mean of what each member wants of it.
                let total = last.count + block.count
                var sum = 0.0
                for offset in 0..<total { sum += wanted[order[last.start + offset]] - Double(offset) * gap }
                blocks.removeLast()
                block = (
                    last.start, total, clamp(sum / Double(total), low, max(low, high - Double(total - 1) * gap))
                )
            }
            blocks.append(block)
        }
        var positions = [Double](repeating: 0, count: wanted.count)
        for block in blocks {
            for offset in 0..<block.count {
                positions[order[block.start + offset]] = block.position + Double(offset) * gap
            }
        }
        return positions
    }

    /// How many labels stand between two drawn ones so that each has `needed` room on a step: 1 for all of them.
    static func stride(needed: Double, step: Double) -> Int {
        guard step > 0, needed > step else { return 1 }
        return Int((needed / step).rounded(.up))
    }

    private static func clamp(_ value: Double, _ low: Double, _ high: Double) -> Double {
        max(low, min(max(low, high), value.isFinite ? value : low))
    }
}
