/// How a split of a delimited file joins the next one.
///
/// Whether a split starts inside a quoted field shows only when all before it is read, and unpacked where it is compressed. Readers do not
/// wait for that: each takes it that its split starts outside quotes, and the seams tell afterwards whether that was so. The first
/// split starts where the file does, so it is right; and if the record that crosses the end of a right split ends exactly
/// where the next one's reader has taken up, that one is right too.
package struct SplitSeam: Hashable, Sendable {
    /// Where the first record that was read starts, from the split's start; nil when there was none.
    package var firstRecord: Int?
    /// Where the first record behind the split starts.
    package var nextRecord: Int
    /// How much text the split holds.
    package var length: Int
    /// Whether the first record's place was a guess.
    package var isGuess: Bool

    /// A split's seam by its parts.
    package init(firstRecord: Int?, nextRecord: Int, length: Int, isGuess: Bool) {
        self.firstRecord = firstRecord
        self.nextRecord = nextRecord
        self.length = length
        self.isGuess = isGuess
    }

    /// True when the seams of a file's splits, all of them and in order, show that each record was read once and whole.
    package static func fit(_ seams: [SplitSeam]) -> Bool {
        guard let first = seams.first else { return true }
        // Where the next record starts, from the start of the split at hand.
        var next = first.nextRecord - first.length
        for seam in seams.dropFirst() {
            if next > seam.length {
                if seam.firstRecord != nil { return false }
                next -= seam.length
            } else {
                if seam.firstRecord != next { return false }
                next = seam.nextRecord - seam.length
            }
        }
        return true
    }
}
