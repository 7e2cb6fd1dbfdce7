package import Columnar

/// What to do with a record that does not fit.
package enum BadRowPolicy: Hashable, Sendable {
    /// Throw `DataError.badRow` at the first one.
    case error
    /// Collect it in the reader's `rejected` and go on.
    case quarantine
}

/// What a scan wants from a source's files.
package struct ScanSpecification: Hashable, Sendable {
    /// The wanted columns in the order of the batches. They are found by name in each file, without regard to case,
    /// whatever their order there. May be empty, when only the number of rows counts.
    package var fields: [Field]
    /// Columns whose values must fit too, though nobody reads them: whether a row is set aside must not depend on the queries that happen to
    /// run.
    package var checkedFields: [Field] = []
    /// The format of the files.
    package var format: FileFormat
    /// The zone of timestamps without an offset.
    package var zone: ZoneRules
    /// What to do with records that do not fit.
    package var badRows: BadRowPolicy
    /// The most rows in a batch.
    package var batchRows: Int
    /// Whether a wanted column that a delimited file does not have is null there, instead of an error.
    package var allowsMissingColumns = false
    /// Whether a thread beside the reader's unpacks compressed data; worth it where splits are fewer than cores.
    package var unpacksAhead = false
    /// Whether a split of a plain delimited file may be read on the guess that it starts outside quotes, see `FileLandmarks.mayGuess`. Whoever
    /// allows it holds the seams of a file's splits against each other afterwards, see `SplitSeam`.
    package var guessesStarts = false

    /// A scan of `fields`; batches have at most `batchRows` rows.
    package init(
        fields: [Field], format: FileFormat, zone: ZoneRules = .utc, badRows: BadRowPolicy = .error,
        batchRows: Int = 8192
    ) {
        self.fields = fields
        self.format = format
        self.zone = zone
        self.badRows = badRows
        self.batchRows = max(1, batchRows)
    }
}
