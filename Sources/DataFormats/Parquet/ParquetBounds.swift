package import Columnar

/// What is known of a column's values in some rows before they are read.
package struct ColumnBounds: Hashable, Sendable {
    /// A value that is not above any of the rows'; nil when none is known. Among doubles, NaN does not count.
    package var smallest: Scalar?
    /// A value that is not below any of the rows'; nil when none is known. Among doubles, NaN does not count.
    package var largest: Scalar?
    /// The rows without a value; nil when it is not known.
    package var nulls: Int?
    /// The rows.
    package var rows: Int
}

extension ParquetMetadata {
    /// What the footer tells about a column in a row group; nil for a column that is nested or read as another type than it has.
    ///
    /// A column that the file does not have is null in every row.
    package func bounds(of field: Field, rowGroup: Int, zone: ZoneRules) -> ColumnBounds? {
        let group = rowGroups[rowGroup]
        guard let node = column(named: field.name) else {
            return ColumnBounds(nulls: group.rowCount, rows: group.rowCount)
        }
        guard node.isFlat, let kind = try? ParquetValueKind(node), kind.type == field.type || kind == .nothing else {
            return nil
        }
        let chunk = group.chunks[node.leaf]
        var bounds = ColumnBounds(rows: group.rowCount)
        if node.definition == 0 { bounds.nulls = 0 }
        guard let statistics = chunk.statistics else { return bounds }
        if let nulls = statistics.nulls, nulls <= group.rowCount { bounds.nulls = nulls }
        let reader = BoundReader(kind: kind, physical: chunk.physical, zone: zone)
        if statistics.hasOldOrder, !reader.trustsOldOrder { return bounds }
        bounds.smallest = statistics.smallest.flatMap { reader.value($0, isLargest: false) }
        bounds.largest = statistics.largest.flatMap { reader.value($0, isLargest: true) }
        return bounds
    }
}

/// Turns a statistic's bytes into a value.
private struct BoundReader {
    let kind: ParquetValueKind
    let physical: ParquetPhysicalType
    let zone: ZoneRules

    /// Old writers compared all values as signed numbers or signed bytes; right for these.
    var trustsOldOrder: Bool {
        switch kind {
        case .int32(isSigned: true), .int64, .date, .timestamp, .float, .double: true
        case .decimal: physical == .int32 || physical == .int64
        default: false
        }
    }

    func value(_ bytes: [UInt8], isLargest: Bool) -> Scalar? {
        switch kind {
        case .int32(let isSigned):
            return word(bytes, Int32.self).map { .int64(isSigned ? Int64($0) : Int64(UInt32(bitPattern: $0))) }
        case .int64: return word(bytes, Int64.self).map { .int64($0) }
        case .uint64:
            return word(bytes, UInt64.self).map { .decimal(DecimalNumber(unscaled: Int128($0), scale: 0)) }
        case .date: return word(bytes, Int32.self).map { .date($0) }
        case .float:
            return word(bytes, UInt32.self).map { Double(Float(bitPattern: $0)) }.flatMap(real)
        case .double: return word(bytes, UInt64.self).map { Double(bitPattern: $0) }.flatMap(real)
        case .decimal(_, let scale): return unscaled(bytes).map { .decimal(DecimalNumber(unscaled: $0, scale: scale)) }
        case .timestamp(let unit, let isAdjusted):
            return word(bytes, Int64.self).flatMap { instant($0, unit, isAdjusted, isLargest: isLargest) }
        case .text:
            // A bound that was cut inside a character cannot be compared as a text.
            return String(validating: bytes, as: UTF8.self).map { .string($0) }
        case .boolean, .float16, .int96, .time, .uuid, .nothing, .nested: return nil
        }
    }

    private func real(_ value: Double) -> Scalar? { value.isNaN ? nil : .double(value) }

    private func word<Value: FixedWidthInteger>(_ bytes: [UInt8], _: Value.Type) -> Value? {
        guard bytes.count == MemoryLayout<Value>.size else { return nil }
        return bytes.reversed().reduce(0) { $0 << 8 | Value(truncatingIfNeeded: $1) }
    }

    private func unscaled(_ bytes: [UInt8]) -> Int128? {
        switch physical {
        case .int32: return word(bytes, Int32.self).map { Int128($0) }
        case .int64: return word(bytes, Int64.self).map { Int128($0) }
        default: return ParquetScratch.bigEndian(bytes, bytes.count)
        }
    }

    private func instant(
        _ count: Int64, _ unit: ParquetTimeUnit, _ isAdjusted: Bool, isLargest: Bool
    ) -> Scalar? {
        var micros = count
        switch unit {
        case .nanos: micros = count.flooredDivision(by: 1000)
        case .micros: break
        case .millis:
            let (product, overflow) = count.multipliedReportingOverflow(by: 1000)
            if overflow { return nil }
            micros = product
        }
        if isAdjusted || zone.isUTC { return .timestamp(micros) }
        // Clocks that are put back or forward change the order of instants by a few hours at most; a day is on the safe side.
        let day: Int64 = 86_400_000_000
        guard micros.magnitude < UInt64(1) << 62 else { return nil }
        return .timestamp(zone.utcMicroseconds(local: micros) + (isLargest ? day : -day))
    }
}
