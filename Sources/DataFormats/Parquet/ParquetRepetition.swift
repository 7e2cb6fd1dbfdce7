/// Whether a field of a Parquet schema may be absent or stand several times; `FieldRepetitionType` of parquet.thrift.
package enum ParquetRepetition: Int32, Hashable, Sendable {
    case required = 0
    case optional = 1
    case repeated = 2
}
