#if Spark
    import Columnar
    import SparkConnectProtocol

    /// Our types as Spark's.
    enum SparkType {
        /// The type for expressions.
        static func type(_ type: DataType) -> Spark_Connect_DataType {
            var result = Spark_Connect_DataType()
            switch type {
            case .null: result.null = .init()
            case .boolean: result.boolean = .init()
            case .int64: result.long = .init()
            case .double: result.double = .init()
            case .string: result.string = .init()
            case .date: result.date = .init()
            case .timestamp: result.timestamp = .init()
            case .decimal(let precision, let scale):
                result.decimal.precision = Int32(precision)
                result.decimal.scale = Int32(scale)
            }
            return result
        }

        /// The column of ours that a column of Spark's becomes; nil for types that we do not have.
        static func dataType(_ type: Spark_Connect_DataType) -> DataType? {
            switch type.kind {
            case .null: .null
            case .boolean: .boolean
            case .byte, .short, .integer, .long: .int64
            case .float, .double: .double
            case .string: .string
            case .date: .date
            case .timestamp, .timestampNtz: .timestamp
            case .decimal(let decimal): .decimal(precision: Int(decimal.precision), scale: Int(decimal.scale))
            case .binary: .string
            case .array, .struct, nil: nil
            }
        }
    }
#endif
