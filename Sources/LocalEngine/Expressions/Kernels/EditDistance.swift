import Columnar

/// Levenshtein's distance between texts, in characters; the memory is kept from one pair to the next.
struct EditDistance {
    private var first: [Unicode.Scalar] = []
    private var second: [Unicode.Scalar] = []
    private var row: [Int] = []

    /// How many characters must be put in, taken out or replaced. Complexity: O(length · length).
    mutating func between(_ a: UnsafeBufferPointer<UInt8>, _ b: UnsafeBufferPointer<UInt8>) -> Int {
        EditDistance.fill(&first, a)
        EditDistance.fill(&second, b)
        row.removeAll(keepingCapacity: true)
        row.append(contentsOf: 0...second.count)
        for (index, character) in first.enumerated() {
            var diagonal = row[0]
            row[0] = index + 1
            for column in second.indices {
                let above = row[column + 1]
                row[column + 1] = min(
                    above + 1, row[column] + 1, diagonal + (second[column] == character ? 0 : 1))
                diagonal = above
            }
        }
        return row[second.count]
    }

    private static func fill(_ scalars: inout [Unicode.Scalar], _ text: UnsafeBufferPointer<UInt8>) {
        scalars.removeAll(keepingCapacity: true)
        var position = 0
        while position < text.count {
            let (scalar, next) = UTF8Text.decode(at: position, in: text)
            scalars.append(scalar)
            position = next
        }
    }
}
