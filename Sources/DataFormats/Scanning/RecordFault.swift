/// A record that does not fit, as a decoder finds it; positions are the chunk's.
struct RecordFault {
    /// Where the record starts.
    var record: Int
    /// Behind the record, its line end included.
    var recordEnd: Int
    /// Where the wrong place starts.
    var place: Int
    /// The builder's row that holds the record's values, when there is one.
    var row: Int?
    /// The wanted column's name, when one value is wrong.
    var field: String?
    /// What is wrong.
    var fault: RowFault
}

/// Turns the records of a chunk into rows.
///
/// A decoder passes complete records from the chunk's cursor on until the builder is full, the split is done or no complete
/// record is left. Records that do not fit are added to `faults` in any order; with `stopsAtFault` it may stop after the first.
protocol RecordDecoder {
    /// Decodes what it can. Returns true when it stopped for want of bytes.
    mutating func decode(
        _ chunk: inout RecordChunk, into builder: inout BatchBuilder, faults: inout [RecordFault], stopsAtFault: Bool
    ) -> Bool
}
