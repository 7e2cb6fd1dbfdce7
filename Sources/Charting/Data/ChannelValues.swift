import Columnar

/// A channel's column, read once: numbers for axes, text for names.
struct ChannelValues {
    /// What kind of positions the values make.
    enum Kind {
        case number, time, category
    }

    /// The channel.
    let channel: Channel
    /// The column's type.
    let type: DataType
    /// The values in row order.
    let scalars: [Scalar]
    /// Numbers and times (microseconds since 1970) in row order; nil for nulls, texts and numbers that are not finite.
    let numbers: [Double?]
    /// True for a column of days; its instants are midnights in the report's zone.
    var isDate: Bool { type == .date }

    /// Reads a channel's column; nil when the channel is nil or the table has no such column.
    init?(_ channel: Channel?, in table: Table, zone: ZoneRules) {
        guard let channel, let index = table.schema.index(of: channel.column) else { return nil }
        self.channel = channel
        type = table.schema.fields[index].type
        scalars = table.column(index)
        numbers = scalars.map { scalar in
            switch scalar {
            case .int64(let value): return Double(value)
            // Past 1e300 sums and differences of a few values would overflow.
            case .double(let value): return value.isFinite ? max(-1e300, min(1e300, value)) : nil
            case .decimal(let value): return value.doubleValue
            case .timestamp(let value): return Double(value)
            case .date(let days): return Double(zone.utcMicroseconds(local: Int64(days) * 86_400_000_000))
            case .null, .boolean, .string: return nil
            }
        }
    }

    /// The kind the column's type and the channel's scale give.
    var kind: Kind {
        if let scale = channel.scale {
            switch scale {
            case .linear, .log: return type.isNumeric ? .number : .category
            case .time: return type == .date || type == .timestamp ? .time : .category
            case .band, .point, .ordinal, .categorical: return .category
            }
        }
        switch type {
        case .int64, .double, .decimal: return .number
        case .date, .timestamp: return .time
        case .null, .boolean, .string: return .category
        }
    }

    /// What the column is called.
    var label: String { channel.label ?? ChannelValues.words(channel.column) }

    /// A column's name in words.
    static func words(_ name: String) -> String { name.split(separator: "_").joined(separator: " ") }
}
