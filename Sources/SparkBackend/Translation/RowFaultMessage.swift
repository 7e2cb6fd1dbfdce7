/// What plans of ours make Spark say when a row has no value. No value of the data is part of it: servers log their errors.
enum RowFaultMessage {
    /// A sub-query has more than one row.
    static let severalRows = "trinity: several-rows"
    /// A value does not fit the type that it is cast to.
    static let castFailed = "trinity: cast-failed"
    /// A row does not have the columns of its file.
    static let shape = "trinity: bad-row"
    /// A file is not one of the source's.
    static let unknownFile = "trinity: unknown-file"
    private static let valuePrefix = "trinity: bad-value "

    /// A value does not fit its column.
    static func value(column: String) -> String { valuePrefix + column }

    /// The column that a message is about; nil for other messages.
    static func column(_ message: String) -> String? {
        message.hasPrefix(valuePrefix) ? String(message.dropFirst(valuePrefix.count)) : nil
    }
}
