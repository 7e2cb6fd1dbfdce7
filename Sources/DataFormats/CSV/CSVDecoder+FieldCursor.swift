import Columnar

extension CSVDecoder {
    /// Where the fields of one column lie.
    struct FieldCursor {
        let base: UnsafeMutablePointer<UInt8>
        let positions: UnsafePointer<UInt32>
        let rows: UnsafePointer<UInt32>
        let place: Int
        let isLast: Bool

        /// The field of a row, without the carriage return of the line end.
        @inline(__always)
        func field(_ row: Int) -> (start: UnsafeMutablePointer<UInt8>, count: Int) {
            let end = Int(rows[row]) &+ place
            let start = Int(positions[end &- 1] &+ 1)
            var count = Int(positions[end]) &- start
            if isLast, count > 0, base[start &+ count &- 1] == 0x0D { count &-= 1 }
            return (base + start, count)
        }

        /// Writes the fields as they stand, as views of `base`; says whether any is empty.
        func writeViews(_ count: Int, into views: UnsafeMutablePointer<StringView>) -> Bool {
            var hasEmpty = false
            if isLast {
                for row in 0..<count {
                    let (start, length) = field(row)
                    let offset = UInt32(truncatingIfNeeded: start - base)
                    views[row] = StringView(offset: offset, length: UInt32(truncatingIfNeeded: length))
                    hasEmpty = hasEmpty || length == 0
                }
            } else {
                for row in 0..<count {
                    let end = Int(rows[row]) &+ place
                    let start = positions[end &- 1] &+ 1
                    let length = positions[end] &- start
                    views[row] = StringView(offset: start, length: length)
                    hasEmpty = hasEmpty || length == 0
                }
            }
            return hasEmpty
        }
    }
}
