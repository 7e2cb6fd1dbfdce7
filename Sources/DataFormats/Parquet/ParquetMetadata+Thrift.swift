extension ParquetMetadata {
    /// Reads a footer (`FileMetaData` of parquet.thrift). `fileBytes` is the size of the file, in which all chunks must lie.
    init(thrift bytes: UnsafeBufferPointer<UInt8>, fileBytes: Int) throws(ParquetFault) {
        var reader = ThriftReader(bytes)
        var elements: [Element] = []
        try reader.structure { (number, type, reader) throws(ParquetFault) in
            switch number {
            case 2:
                try reader.list(of: .structure, type) { (reader) throws(ParquetFault) in
                    elements.append(try Element(&reader))
                }
            case 3: rowCount = try reader.integer(type)
            case 4:
                try reader.list(of: .structure, type) { (reader) throws(ParquetFault) in
                    rowGroups.append(try RowGroup(&reader))
                }
            case 6: writer = try reader.text(type)
            default: return false
            }
            return true
        }
        var tree = SchemaTree(elements: elements)
        columns = try tree.columns()
        try check(leaves: tree.leaves, fileBytes: fileBytes)
    }

    /// Makes sure that row groups fit the schema and the file, and numbers their rows.
    private mutating func check(leaves: [ParquetPhysicalType], fileBytes: Int) throws(ParquetFault) {
        var firstRow = 0
        var place = 0
        for index in rowGroups.indices {
            let group = rowGroups[index]
            guard group.chunks.count == leaves.count else {
                throw .malformed(
                    "row group \(index + 1) has \(group.chunks.count) columns, the schema has \(leaves.count)")
            }
            guard group.rowCount >= 0, group.rowCount <= Int32.max else {
                throw .malformed("row group \(index + 1) is said to have \(group.rowCount) rows")
            }
            for (chunk, physical) in zip(group.chunks, leaves) where chunk.otherFile == nil && !chunk.isEncrypted {
                guard chunk.physical == physical else {
                    throw .malformed(
                        "row group \(index + 1) has \(chunk.physical.name) values where the schema says "
                            + physical.name)
                }
                guard chunk.dataOffset >= 0, chunk.dataOffset <= fileBytes, chunk.compressedBytes >= 0,
                    chunk.dictionaryOffset.map({ $0 >= 0 && $0 <= fileBytes }) ?? true,
                    chunk.compressedBytes <= fileBytes - chunk.start, chunk.valueCount >= 0
                else { throw .malformed("row group \(index + 1) lies beyond the end of the file") }
            }
            // Groups stand in the file in their order, or are taken as if they did.
            place = max(place, min(group.chunks.map(\.start).min() ?? place, max(0, fileBytes - 1)))
            rowGroups[index].place = place
            rowGroups[index].firstRow = firstRow
            firstRow += group.rowCount
        }
        guard firstRow == rowCount else { throw .rowCount(found: firstRow, expected: rowCount) }
    }
}

/// A node of the schema as the footer lists it, in the order of a walk from the root (`SchemaElement` of parquet.thrift).
private struct Element {
    var node = ParquetSchemaNode(name: "", repetition: .required)
    var childCount: Int?
    var converted: Int?
    var scale = 0
    var precision = 0

    init(_ reader: inout ThriftReader) throws(ParquetFault) {
        try reader.structure { (number, type, reader) throws(ParquetFault) in
            switch number {
            case 1: node.physical = try .numbered(try reader.integer(type))
            case 2: node.length = try reader.integer(type)
            case 3:
                let value = try reader.integer(type)
                guard let repetition = Int32(exactly: value).flatMap(ParquetRepetition.init(rawValue:)) else {
                    throw .unknown(what: "repetition", number: value)
                }
                node.repetition = repetition
            case 4: node.name = try reader.text(type)
            case 5: childCount = try reader.integer(type)
            case 6: converted = try reader.integer(type)
            case 7: scale = try reader.integer(type)
            case 8: precision = try reader.integer(type)
            case 10:
                guard type == .structure else { return false }
                node.logical = try ParquetLogicalType(&reader)
            default: return false
            }
            return true
        }
        if node.logical == nil, let converted {
            guard let known = Int32(exactly: converted).flatMap(ParquetConvertedType.init(rawValue:)) else {
                throw .unknown(what: "converted type", number: converted)
            }
            node.logical = ParquetLogicalType(known, precision: precision, scale: scale)
        }
        guard node.length >= 0, node.length <= 1 << 20 else {
            throw .malformed("column '\(node.name)' has values of \(node.length) bytes")
        }
    }
}

/// Turns the list of nodes into trees.
private struct SchemaTree {
    let elements: [Element]
    private var next = 0
    /// The physical type of each leaf.
    private(set) var leaves: [ParquetPhysicalType] = []

    init(elements: [Element]) { self.elements = elements }

    /// The root's fields.
    mutating func columns() throws(ParquetFault) -> [ParquetSchemaNode] {
        guard let root = elements.first else { throw .malformed("the file has no schema") }
        next = 1
        let columns = try children(root.childCount ?? 0, definition: 0, repeated: 0, depth: 0)
        guard next == elements.count else {
            throw .malformed("the schema has \(elements.count) nodes, of which \(next) belong to the root")
        }
        return columns
    }

    private mutating func children(
        _ count: Int, definition: Int, repeated: Int, depth: Int
    ) throws(ParquetFault) -> [ParquetSchemaNode] {
        guard count >= 0, count <= elements.count - next else { throw .malformed("the schema ends in the middle") }
        guard depth < 64 else { throw .malformed("the schema is nested too deep") }
        var nodes: [ParquetSchemaNode] = []
        for _ in 0..<count {
            guard next < elements.count else { throw .malformed("the schema ends in the middle") }
            let element = elements[next]
            next += 1
            var node = element.node
            node.leaf = leaves.count
            node.definition = definition + (node.repetition == .required ? 0 : 1)
            node.repeated = repeated + (node.repetition == .repeated ? 1 : 0)
            if let physical = node.physical {
                leaves.append(physical)
            } else {
                guard let count = element.childCount, count > 0 else {
                    throw .malformed("column '\(node.name)' of the schema has neither a type nor fields")
                }
                node.children = try children(
                    count, definition: node.definition, repeated: node.repeated, depth: depth + 1)
            }
            nodes.append(node)
        }
        return nodes
    }
}

extension ParquetPhysicalType {
    /// The type of a number in the metadata.
    static func numbered(_ number: Int) throws(ParquetFault) -> ParquetPhysicalType {
        guard let type = Int32(exactly: number).flatMap(ParquetPhysicalType.init(rawValue:)) else {
            throw .unknown(what: "physical type", number: number)
        }
        return type
    }
}

extension ParquetLogicalType {
    /// Reads the union `LogicalType`.
    fileprivate init?(_ reader: inout ThriftReader) throws(ParquetFault) {
        var found: ParquetLogicalType?
        try reader.structure { (number, type, reader) throws(ParquetFault) in
            guard type == .structure else { return false }
            switch number {
            case 1: found = .string
            case 2: found = .map
            case 3: found = .list
            case 4: found = .enum
            case 6: found = .date
            case 11: found = .unknown
            case 12: found = .json
            case 13: found = .bson
            case 14: found = .uuid
            case 15: found = .float16
            case 5, 7, 8, 10:
                found = try ParquetLogicalType(withParameters: number, &reader)
                return true
            default: found = .other(Int16(truncatingIfNeeded: number))
            }
            return false
        }
        guard let found else { return nil }
        self = found
    }

    /// Reads the structure of a type that has parameters.
    private init(withParameters type: Int, _ reader: inout ThriftReader) throws(ParquetFault) {
        var integers = [0, 0, 0]
        var flags = [false, false, false]
        var unit: ParquetTimeUnit?
        try reader.structure { (number, kind, reader) throws(ParquetFault) in
            switch kind {
            case .booleanTrue, .booleanFalse:
                if (1...2).contains(number) { flags[number] = kind == .booleanTrue }
            case .byte, .int16, .int32, .int64:
                let value = try reader.integer(kind)
                if (1...2).contains(number) { integers[number] = value }
            case .structure where number == 2:
                try reader.structure { (number, _, _) throws(ParquetFault) in
                    unit = Int16(exactly: number).flatMap(ParquetTimeUnit.init(rawValue:))
                    return false
                }
            default: return false
            }
            return true
        }
        switch type {
        case 5: self = .decimal(precision: integers[2], scale: integers[1])
        case 10: self = .integer(bits: integers[1], isSigned: flags[2])
        default:
            guard let unit else { throw .malformed("a time of the schema has an unknown unit") }
            self = type == 7 ? .time(unit, isAdjustedToUTC: flags[1]) : .timestamp(unit, isAdjustedToUTC: flags[1])
        }
    }

    /// What a converted type of an old file means (LogicalTypes.md, "Deprecated ... ConvertedType"); nil when it has no part in reading.
    fileprivate init?(_ converted: ParquetConvertedType, precision: Int, scale: Int) {
        switch converted {
        case .utf8: self = .string
        case .map, .mapKeyValue: self = .map
        case .list: self = .list
        case .enum: self = .enum
        case .decimal: self = .decimal(precision: precision, scale: scale)
        case .date: self = .date
        case .timeMillis: self = .time(.millis, isAdjustedToUTC: true)
        case .timeMicros: self = .time(.micros, isAdjustedToUTC: true)
        case .timestampMillis: self = .timestamp(.millis, isAdjustedToUTC: true)
        case .timestampMicros: self = .timestamp(.micros, isAdjustedToUTC: true)
        case .uint8: self = .integer(bits: 8, isSigned: false)
        case .uint16: self = .integer(bits: 16, isSigned: false)
        case .uint32: self = .integer(bits: 32, isSigned: false)
        case .uint64: self = .integer(bits: 64, isSigned: false)
        case .int8: self = .integer(bits: 8, isSigned: true)
        case .int16: self = .integer(bits: 16, isSigned: true)
        case .int32: self = .integer(bits: 32, isSigned: true)
        case .int64: self = .integer(bits: 64, isSigned: true)
        case .json: self = .json
        case .bson: self = .bson
        case .interval: self = .other(9)
        }
    }
}

extension ParquetMetadata.RowGroup {
    fileprivate init(_ reader: inout ThriftReader) throws(ParquetFault) {
        try reader.structure { (number, type, reader) throws(ParquetFault) in
            switch number {
            case 1:
                try reader.list(of: .structure, type) { (reader) throws(ParquetFault) in
                    chunks.append(try ParquetMetadata.ColumnChunk(&reader))
                }
            case 3: rowCount = try reader.integer(type)
            default: return false
            }
            return true
        }
    }
}

extension ParquetMetadata.ColumnChunk {
    fileprivate init(_ reader: inout ThriftReader) throws(ParquetFault) {
        try reader.structure { (number, type, reader) throws(ParquetFault) in
            switch number {
            case 1: otherFile = try reader.text(type)
            case 3:
                guard type == .structure else { return false }
                try readMetadata(&reader)
            case 8:
                isEncrypted = true
                return false
            default: return false
            }
            return true
        }
    }

    private mutating func readMetadata(_ reader: inout ThriftReader) throws(ParquetFault) {
        try reader.structure { (number, type, reader) throws(ParquetFault) in
            switch number {
            case 1: physical = try .numbered(try reader.integer(type))
            case 4: codec = Int32(truncatingIfNeeded: try reader.integer(type))
            case 5: valueCount = try reader.integer(type)
            case 6: uncompressedBytes = try reader.integer(type)
            case 7: compressedBytes = try reader.integer(type)
            case 9: dataOffset = try reader.integer(type)
            case 11: dictionaryOffset = try reader.integer(type)
            case 12:
                guard type == .structure else { return false }
                statistics = try ParquetStatistics(&reader)
            default: return false
            }
            return true
        }
    }
}

extension ParquetStatistics {
    fileprivate init(_ reader: inout ThriftReader) throws(ParquetFault) {
        var old = ParquetStatistics()
        var new = ParquetStatistics()
        try reader.structure { (number, type, reader) throws(ParquetFault) in
            switch number {
            case 1: old.largest = Array(try reader.binary(type))
            case 2: old.smallest = Array(try reader.binary(type))
            case 3:
                let count = try reader.integer(type)
                (old.nulls, new.nulls) = count >= 0 ? (count, count) : (nil, nil)
            case 5: new.largest = Array(try reader.binary(type))
            case 6: new.smallest = Array(try reader.binary(type))
            default: return false
            }
            return true
        }
        old.hasOldOrder = true
        self = new.smallest == nil && new.largest == nil && old.smallest != nil ? old : new
    }
}
