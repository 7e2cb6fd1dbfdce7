import Columnar

/// The codes of rows that have the few values of a column's dictionary by number: each value's code is made when the first row has it, and
/// kept in `translation`, 0 for those that no row has had yet. Other rows of `codes` stay as they are.
@inline(__always)
func translate(
    _ numbers: UnsafePointer<UInt32>, _ rowCount: Int, _ selection: Selection?, validity: UnsafePointer<UInt8>?,
    through translation: inout [UInt32], into codes: UnsafeMutablePointer<UInt32>,
    _ code: (_ number: Int) throws(EvaluationError) -> UInt32
) throws(EvaluationError) {
    try translation.withUnsafeMutableBufferPointer { (translation) throws(EvaluationError) in
        try forEachRow(rowCount, selection, validity: validity) { (row) throws(EvaluationError) in
            let number = Int(numbers[row])
            if translation[number] == 0 { translation[number] = try code(number) }
            codes[row] = translation[number]
        }
    }
}
