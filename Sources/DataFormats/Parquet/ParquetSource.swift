import Columnar

/// Where the values of a wanted column come from: a column of the file, and how its type becomes the wanted one.
///
/// Other types than the file's are wanted when a schema is declared, or when files of one source differ. They follow the rules of the
/// text formats: a bigint or decimal is a double too, a bigint a decimal, a date a timestamp (midnight in the source's time zone),
/// everything is a text, and a text is what it spells.
struct ParquetSource {
    let node: ParquetSchemaNode
    let kind: ParquetValueKind
    let wanted: DataType
    private let zone: ZoneRules
    /// The values as the file has them, where they are turned into another type.
    private let natural: Scratch?

    /// A column that is used again from batch to batch; a class because sources are values that share it.
    private final class Scratch {
        var column: Column?
    }

    /// Throws when the column is of a type that cannot be read or turned into the wanted one.
    init(_ node: ParquetSchemaNode, wanted: DataType, zone: ZoneRules) throws(ParquetFault) {
        self.node = node
        self.wanted = wanted
        self.zone = zone
        kind = try ParquetValueKind(node)
        natural = kind.type == wanted ? nil : Scratch()
        guard kind.type == wanted || kind == .nothing || ParquetSource.converts(kind.type, to: wanted) else {
            throw .typeConflict(found: kind.type.name, wanted: wanted.name)
        }
    }

    /// A reader of the column in a row group.
    func reader(
        _ input: FileInput, _ group: ParquetMetadata.RowGroup, zone: ZoneRules, _ decompressor: ParquetDecompressor
    ) throws(ParquetFault) -> any ParquetRowReader {
        if kind == .nested {
            return try ParquetNestedReader(input, group, node, zone: zone, decompressor: decompressor)
        }
        return try ParquetColumnReader(
            input, group.chunks[node.leaf], node, kind: kind, zone: zone, rowCount: group.rowCount,
            decompressor: decompressor)
    }

    /// The bytes that the column's long values take in a row group, unpacked; 0 for values of a fixed width.
    func uncompressedBytes(in group: ParquetMetadata.RowGroup) -> Int {
        guard kind == .nested || kind.type == .string else { return 0 }
        return group.chunks[node.leaf..<node.leaf + node.leafCount].reduce(0) { $0 + max(0, $1.uncompressedBytes) }
    }

    private static func converts(_ type: DataType, to wanted: DataType) -> Bool {
        switch (type, wanted) {
        case (_, .string), (.string, _), (.int64, .double), (.decimal, .double), (.int64, .decimal),
            (.decimal, .decimal), (.date, .timestamp):
            true
        default: false
        }
    }

    /// Fills the first `count` rows of a column of the wanted type, and returns the values that do not fit.
    ///
    /// - Throws: `ParquetFault`, or `DataError` of reading.
    func fill(_ column: Column, _ count: Int, from reader: any ParquetRowReader) throws -> [ParquetColumnReader
        .ValueFault]
    {
        guard let natural else { return try reader.read(count, into: column) }
        let source: Column
        if let known = natural.column, known.capacity >= count {
            known.removeAll()
            known.bytes = nil
            source = known
        } else {
            source = Column(type: kind.type, capacity: count)
            natural.column = source
        }
        var faults = try reader.read(count, into: source)
        source.count = count
        if kind == .nothing {
            column.makeValidity().update(repeating: 0, count: count)
            column.values.initializeMemory(as: UInt8.self, repeating: 0, count: count * wanted.width)
            return faults
        }
        let known = Set(faults.map(\.row))
        convert(source, to: column, count, except: known, &faults)
        return faults
    }

    private func convert(
        _ source: Column, to column: Column, _ count: Int, except known: Set<Int>,
        _ faults: inout [ParquetColumnReader.ValueFault]
    ) {
        if let validity = source.validity { column.makeValidity().update(from: validity, count: count) }
        switch (source.type, wanted) {
        case (.int64, .double):
            for row in 0..<count { column.doubles[row] = Double(source.int64s[row]) }
            return
        case (.date, .timestamp):
            for row in 0..<count {
                column.int64s[row] = zone.utcMicroseconds(local: Int64(source.days[row]) * 86_400_000_000)
            }
            return
        default: break
        }
        column.values.initializeMemory(as: UInt8.self, repeating: 0, count: count * wanted.width)
        let texts = ByteBuffer(capacity: count * 16)
        var timestamps = TimestampParser(zone: zone)
        for row in 0..<count where !source.isNull(at: row) && !known.contains(row) {
            let value = source[row]
            switch (value, wanted) {
            case (_, .string):
                var text = value.text
                let start = text.withUTF8 { text in
                    text.baseAddress.map { texts.append($0, count: text.count) } ?? texts.count
                }
                column.strings[row] = StringView(offset: UInt32(start), length: UInt32(texts.count - start))
            case (.string, _):
                if let parsed = ValueText.scalar(source.stringBytes(at: row), as: wanted, &timestamps) {
                    set(parsed, column, row)
                } else if source.stringBytes(at: row).isEmpty {
                    column.makeValidity()[row] = 0
                } else {
                    faults.append(.init(row: row, fault: .notA(wanted, text: value.text)))
                }
            case (.decimal(let number), .double): column.doubles[row] = number.doubleValue
            case (.int64(let number), .decimal(let precision, let scale)):
                fit(DecimalNumber(unscaled: Int128(number), scale: 0), precision, scale, column, row, &faults)
            case (.decimal(let number), .decimal(let precision, let scale)):
                fit(number, precision, scale, column, row, &faults)
            default: break
            }
        }
        if wanted == .string { column.bytes = texts }
    }

    private func set(_ value: Scalar, _ column: Column, _ row: Int) {
        switch value {
        case .boolean(let value): column.booleans[row] = value ? 1 : 0
        case .int64(let value), .timestamp(let value): column.int64s[row] = value
        case .double(let value): column.doubles[row] = value
        case .decimal(let value): column.decimals[row] = value.unscaled
        case .date(let value): column.days[row] = value
        case .null, .string: break
        }
    }

    private func fit(
        _ number: DecimalNumber, _ precision: Int, _ scale: Int, _ column: Column, _ row: Int,
        _ faults: inout [ParquetColumnReader.ValueFault]
    ) {
        guard let rescaled = number.rescaled(to: scale),
            DecimalNumber.digits(rescaled.unscaled.magnitude) <= precision
        else {
            faults.append(.init(row: row, fault: .outOfRange(wanted, text: number.text)))
            return
        }
        column.decimals[row] = rescaled.unscaled
    }
}
