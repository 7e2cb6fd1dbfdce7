/// What an integer of a TIME or TIMESTAMP counts; `TimeUnit` of parquet.thrift, with its field numbers.
package enum ParquetTimeUnit: Int16, Hashable, Sendable {
    case millis = 1
    case micros = 2
    case nanos = 3
}
