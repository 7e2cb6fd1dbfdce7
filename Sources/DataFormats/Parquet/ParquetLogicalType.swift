/// What a physical type's values mean; `LogicalType` of parquet.thrift.
package enum ParquetLogicalType: Hashable, Sendable {
    case string
    case map
    case list
    case `enum`
    case decimal(precision: Int, scale: Int)
    case date
    case time(ParquetTimeUnit, isAdjustedToUTC: Bool)
    case timestamp(ParquetTimeUnit, isAdjustedToUTC: Bool)
    case integer(bits: Int, isSigned: Bool)
    /// The type of a column that only has nulls.
    case unknown
    case json
    case bson
    case uuid
    case float16
    /// One that this program does not know, by its field number in the union.
    case other(Int16)

    /// The number of the union's field.
    package var fieldNumber: Int16 {
        switch self {
        case .string: 1
        case .map: 2
        case .list: 3
        case .enum: 4
        case .decimal: 5
        case .date: 6
        case .time: 7
        case .timestamp: 8
        case .integer: 10
        case .unknown: 11
        case .json: 12
        case .bson: 13
        case .uuid: 14
        case .float16: 15
        case .other(let number): number
        }
    }
}
