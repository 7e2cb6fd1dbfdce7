import Columnar

/// Reads a nested column of one row group as JSON text: lists as arrays, structures as objects, maps as objects of their keys.
///
/// Records are put together from the levels of their leaves (Dremel; LogicalTypes.md, "Nested Types"). A class because it goes through the
/// leaves' pages; use it from one thread at a time.
final class ParquetNestedReader: ParquetRowReader {
    private let node: ParquetSchemaNode
    private let leaves: [ParquetLeafReader]
    private var text: [UInt8] = []
    private var rowsToSkip = 0

    /// The most bytes of the texts of one batch.
    private static let limit = 1 << 30

    /// `leaves` are those of the node, in order.
    init(_ node: ParquetSchemaNode, _ leaves: [ParquetLeafReader]) {
        self.node = node
        self.leaves = leaves
    }

    /// The page that is being read of the leaf that is furthest, counted from 1.
    var pageNumber: Int { leaves.map(\.pageNumber).max() ?? 0 }

    func skip(_ count: Int) { rowsToSkip += count }

    private func passOver() throws {
        for leaf in leaves {
            for _ in 0..<rowsToSkip {
                repeat { _ = try leaf.take() } while try leaf.repetition() > 0
            }
        }
        rowsToSkip = 0
    }

    func read(_ count: Int, into column: Column) throws -> [ParquetColumnReader.ValueFault] {
        if rowsToSkip > 0 { try passOver() }
        let texts = ByteBuffer(capacity: count * 16)
        for row in 0..<count {
            text.removeAll(keepingCapacity: true)
            let isThere = try write(node, at: 0)
            if !isThere {
                column.makeValidity()[row] = 0
                column.strings[row] = StringView(offset: 0, length: 0)
                continue
            }
            guard texts.count + text.count <= ParquetNestedReader.limit else {
                throw ParquetFault.tooLarge(
                    what: "the JSON text of some rows", bytes: texts.count + text.count,
                    limit: ParquetNestedReader.limit)
            }
            let start = texts.count
            text.withUnsafeBufferPointer { bytes in
                if let base = bytes.baseAddress { texts.append(base, count: bytes.count) }
            }
            column.strings[row] = StringView(offset: UInt32(start), length: UInt32(text.count))
        }
        column.bytes = texts
        return []
    }

    /// A reader of a nested column's leaves in a row group.
    convenience init(
        _ input: FileInput, _ group: ParquetMetadata.RowGroup, _ node: ParquetSchemaNode, zone: ZoneRules,
        decompressor: ParquetDecompressor
    ) throws(ParquetFault) {
        var leaves: [ParquetLeafReader] = []
        for leaf in node.leaves {
            guard let physical = leaf.physical else { continue }
            let chunk = group.chunks[leaf.leaf]
            let kind = try ParquetValueKind(physical, leaf.logical, length: leaf.length, text: leaf.typeText)
            leaves.append(
                ParquetLeafReader(
                    try ParquetColumnReader(
                        input, chunk, leaf, kind: kind, zone: zone, rowCount: chunk.valueCount,
                        decompressor: decompressor)))
        }
        self.init(node, leaves)
    }

    /// Writes a field whose first leaf is `first`; false, and nothing but `null`, when it is absent.
    private func write(_ node: ParquetSchemaNode, at first: Int) throws -> Bool {
        switch node.repetition {
        case .required: return try writeValue(node, at: first)
        case .optional:
            if try leaves[first].definition() < node.definition {
                try passOver(node, at: first)
                append("null")
                return false
            }
            return try writeValue(node, at: first)
        case .repeated:
            try writeList(node, at: first) { try self.writeValue(node, at: first) }
            return true
        }
    }

    /// Writes the elements of a repeated field, each of them by `element`.
    private func writeList(_ node: ParquetSchemaNode, at first: Int, _ element: () throws -> Bool) throws {
        append("[")
        try forEach(node, at: first) { isFirst in
            if !isFirst { append(",") }
            _ = try element()
        }
        append("]")
    }

    /// Calls `body` for each element of a repeated field, which must pass over it.
    private func forEach(_ node: ParquetSchemaNode, at first: Int, _ body: (Bool) throws -> Void) throws {
        if try leaves[first].definition() < node.definition {
            try passOver(node, at: first)
            return
        }
        var isFirst = true
        repeat {
            try body(isFirst)
            isFirst = false
            guard text.count <= ParquetNestedReader.limit else {
                throw ParquetFault.tooLarge(
                    what: "the JSON text of a row", bytes: text.count, limit: ParquetNestedReader.limit)
            }
        } while try leaves[first].repetition() == node.repeated
    }

    /// Passes over an absent field: each of its leaves has one entry.
    private func passOver(_ node: ParquetSchemaNode, at first: Int) throws {
        for leaf in first..<first + node.leafCount { _ = try leaves[leaf].take() }
    }

    /// Writes a field that is there.
    private func writeValue(_ node: ParquetSchemaNode, at first: Int) throws -> Bool {
        if node.physical != nil {
            let leaf = leaves[first]
            guard let row = try leaf.take() else {
                append("null")
                return false
            }
            write(leaf.column, row)
            return true
        }
        if node.logical == .list, let middle = node.children.first, let element = node.listElement {
            // The three-level form has a group around each element.
            let isWrapped = middle.physical == nil && element != ParquetNestedReader.required(middle)
            try writeList(middle, at: first) {
                isWrapped ? try self.write(element, at: first) : try self.writeValue(middle, at: first)
            }
            return true
        }
        if node.logical == .map, node.children.count == 1, let pair = node.children.first, pair.repetition == .repeated,
            pair.children.count == 2, pair.children[0].physical != nil
        {
            append("{")
            try forEach(pair, at: first) { isFirst in
                if !isFirst { append(",") }
                try writeKey(pair.children[0], at: first)
                append(":")
                _ = try write(pair.children[1], at: first + 1)
            }
            append("}")
            return true
        }
        append("{")
        var leaf = first
        for (index, child) in node.children.enumerated() {
            if index > 0 { append(",") }
            write(quoted: child.name.utf8)
            append(":")
            _ = try write(child, at: leaf)
            leaf += child.leafCount
        }
        append("}")
        return true
    }

    private static func required(_ node: ParquetSchemaNode) -> ParquetSchemaNode {
        var node = node
        node.repetition = .required
        return node
    }

    // MARK: - Text

    /// Writes a map's key as the name of a member.
    private func writeKey(_ node: ParquetSchemaNode, at first: Int) throws {
        let start = text.count
        _ = try write(node, at: first)
        if text[start] != UInt8(ascii: "\"") {
            text.insert(UInt8(ascii: "\""), at: start)
            append("\"")
        }
    }

    private func write(_ column: Column, _ row: Int) {
        switch column.type {
        case .string: write(quoted: column.stringBytes(at: row))
        case .date, .timestamp: write(quoted: column[row].text.utf8)
        case .double where !column.doubles[row].isFinite, .null: append("null")
        default: text += column[row].text.utf8
        }
    }

    private func append(_ ascii: StaticString) {
        text += UnsafeBufferPointer(start: ascii.utf8Start, count: ascii.utf8CodeUnitCount)
    }

    /// Writes a JSON string (RFC 8259, section 7).
    private func write(quoted bytes: some Sequence<UInt8>) {
        append("\"")
        for byte in bytes {
            switch byte {
            case UInt8(ascii: "\""): append("\\\"")
            case UInt8(ascii: "\\"): append("\\\\")
            case 0x0A: append("\\n")
            case 0x0D: append("\\r")
            case 0x09: append("\\t")
            case 0..<0x20:
                let digits = Array("0123456789abcdef".utf8)
                append("\\u00")
                text += [digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            default: text.append(byte)
            }
        }
        append("\"")
    }
}
