import Columnar
import QueryPlan

/// How a cast between two types behaves.
enum CastKind {
    /// A few instructions a row, for every value.
    case cheap
    /// Every value has an image.
    case total
    /// Some values have none.
    case canFail

    /// The casts of the SQL subset between different types; nil for a pair that has none.
    ///
    /// Numbers and timestamps convert as in Spark: seconds since 1970.
    init?(from source: DataType, to target: DataType) {
        switch (source, target) {
        case (.boolean, .int64), (.boolean, .double), (.int64, .double), (.int64, .boolean), (.double, .boolean):
            self = .cheap
        case (.boolean, .string), (.int64, .string), (.double, .string), (.date, .string), (.timestamp, .string),
            (.timestamp, .date), (.timestamp, .int64), (.timestamp, .double):
            self = .total
        case (.double, .int64), (.int64, .timestamp), (.double, .timestamp), (.date, .timestamp), (.string, .boolean),
            (.string, .int64), (.string, .double), (.string, .date), (.string, .timestamp):
            self = .canFail
        case (.decimal, _), (_, .decimal):
            switch (source, target) {
            case (.decimal, .string): self = .total
            case (.decimal, .decimal), (.int64, .decimal), (.boolean, .decimal), (.decimal, .double),
                (.decimal, .boolean):
                self = DecimalType.alwaysCasts(source, to: target) ? .cheap : .canFail
            case (.double, .decimal), (.timestamp, .decimal), (.string, .decimal), (.decimal, .int64),
                (.decimal, .timestamp):
                self = .canFail
            default: return nil
            }
        default: return nil
        }
    }
}
