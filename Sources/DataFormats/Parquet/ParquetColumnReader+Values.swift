import Columnar

extension ParquetColumnReader {
    /// How the values of a page are to be read, which lie in `range` of its bytes.
    func decoder(_ header: ParquetPageHeader, _ range: Range<Int>) throws(ParquetFault) -> Values {
        guard let content else { return .none }
        let base = UnsafePointer(content.buffer.base)
        switch (header.encoding, physical) {
        case (.plain, .boolean):
            return .bits(RunLengthDecoder(packed: base, range, width: 1))
        case (.rle, .boolean):
            return .bits(try RunLengthDecoder(base, try ParquetColumnReader.prefixed(base, range), width: 1))
        case (.plain, _): return .plain(position: range.lowerBound)
        case (.plainDictionary, _), (.rleDictionary, _):
            let width = range.isEmpty ? 0 : Int(base[range.lowerBound])
            let start = min(range.upperBound, range.lowerBound + 1)
            return .indices(try RunLengthDecoder(base, start..<range.upperBound, width: width))
        case (.deltaBinaryPacked, .int32), (.deltaBinaryPacked, .int64):
            if range.isEmpty { return .plain(position: range.lowerBound) }
            return .deltas(try DeltaDecoder(base, range))
        case (.deltaLengthByteArray, .byteArray):
            if range.isEmpty { return .plain(position: range.lowerBound) }
            return .texts(try DeltaTexts(lengths: content.buffer, range, atMost: header.valueCount), next: 0)
        case (.deltaByteArray, .byteArray), (.deltaByteArray, .fixedLengthByteArray):
            if range.isEmpty { return .plain(position: range.lowerBound) }
            return .texts(try DeltaTexts(prefixes: content.buffer, range, atMost: header.valueCount), next: 0)
        case (.byteStreamSplit, .float), (.byteStreamSplit, .double), (.byteStreamSplit, .int32),
            (.byteStreamSplit, .int64), (.byteStreamSplit, .fixedLengthByteArray):
            let width = physical.width ?? node.length
            guard width > 0, range.count % width == 0 else { throw .truncated("the values of the page") }
            let joined = ByteBuffer(capacity: range.count)
            ParquetScratch.joinStreams(base + range.lowerBound, count: range.count / width, width, into: joined.base)
            joined.count = range.count
            self.content = ParquetPages.Content(buffer: joined, range: 0..<range.count)
            return .plain(position: 0)
        default: throw .unsupportedEncoding(header.encoding, physical)
        }
    }

    /// Decodes the next `count` values into a column from `row` on.
    func decode(_ count: Int, into column: Column, at row: Int) throws(ParquetFault) {
        if case .indices(var indices) = values {
            values = .none
            defer { values = .indices(indices) }
            try gather(count, &indices, into: column, at: row)
            return
        }
        switch kind {
        case .boolean:
            guard case .bits(var bits) = values else { throw .malformed("the page has no truth values") }
            _ = try bits.nextBits(count, into: column.booleans + row)
            values = .bits(bits)
        case .int32(let isSigned):
            let words = try words(count, Int32.self)
            let target = column.int64s + row
            if isSigned {
                for index in 0..<count { target[index] = Int64(words.at(index)) }
            } else {
                for index in 0..<count { target[index] = Int64(UInt32(bitPattern: words.at(index))) }
            }
        case .int64:
            try copyWords(count, Int64.self, to: column.int64s + row)
        case .uint64:
            let words = try words(count, Int64.self)
            let target = column.decimals + row
            for index in 0..<count { target[index] = Int128(UInt64(bitPattern: words.at(index))) }
        case .double:
            try copyWords(count, Double.self, to: column.doubles + row)
        case .float:
            let words = try words(count, Float.self)
            let target = column.doubles + row
            for index in 0..<count { target[index] = Double(words.at(index)) }
        case .date:
            let words = try words(count, Int32.self)
            let target = column.days + row
            for index in 0..<count { target[index] = words.at(index) }
            checkDays(target, count, row)
        case .timestamp(let unit, let isAdjusted):
            try copyWords(count, Int64.self, to: column.int64s + row)
            toInstants(column.int64s + row, count, unit, isAdjusted, row)
        case .int96: try decodeInt96(count, into: column.int64s + row, row)
        case .decimal(let precision, _): try decodeDecimals(count, precision, into: column.decimals + row, row)
        case .float16, .uuid, .time, .text: try decodeTexts(count, into: column, at: row)
        case .nothing, .nested: break
        }
    }

    /// Passes over the next `count` values.
    func pass(_ count: Int) throws(ParquetFault) {
        guard count > 0 else { return }
        switch values {
        case .none: break
        case .indices(var indices):
            try indices.skip(count)
            values = .indices(indices)
        case .bits(var bits):
            try bits.skip(count)
            values = .bits(bits)
        case .deltas(var deltas):
            var left = count
            while left > 0 {
                let part = min(left, 4096)
                try deltas.next(part, into: scratch.integers(part))
                left -= part
            }
            values = .deltas(deltas)
        case .texts(let texts, let next): values = .texts(texts, next: next + count)
        case .plain(let position):
            if physical == .byteArray {
                var left = count
                while left > 0 {
                    let part = min(left, 4096)
                    _ = try views(part, into: scratch.views(part))
                    left -= part
                }
            } else {
                let width = physical.width ?? node.length
                try require(count * width, from: position)
                values = .plain(position: position + count * width)
            }
        }
    }

    // MARK: - Words

    /// Values of a fixed width somewhere in memory, not aligned.
    struct Words<Value: BitwiseCopyable> {
        let start: UnsafeRawPointer

        @inline(__always)
        func at(_ index: Int) -> Value {
            start.loadUnaligned(fromByteOffset: index &* MemoryLayout<Value>.size, as: Value.self)
        }
    }

    private func require(_ bytes: Int, from position: Int) throws(ParquetFault) {
        guard let content, bytes <= content.range.upperBound - position else {
            throw .truncated("the values of the page")
        }
    }

    private func words<Value: BitwiseCopyable>(_ count: Int, _: Value.Type) throws(ParquetFault) -> Words<Value> {
        let width = MemoryLayout<Value>.size
        switch values {
        case .plain(let position):
            try require(count * width, from: position)
            guard let content else { throw .truncated("the values of the page") }
            values = .plain(position: position + count * width)
            return Words(start: UnsafeRawPointer(content.buffer.base + position))
        case .deltas(var deltas):
            let integers = scratch.integers(count)
            try deltas.next(count, into: integers)
            values = .deltas(deltas)
            if width == 4 {
                let narrow = UnsafeMutableRawPointer(integers)
                for index in 0..<count {
                    narrow.storeBytes(
                        of: Int32(truncatingIfNeeded: integers[index]), toByteOffset: index &* 4, as: Int32.self)
                }
            }
            return Words(start: UnsafeRawPointer(integers))
        default: throw .malformed("the page has no values of \(physical.name)")
        }
    }

    private func copyWords<Value: BitwiseCopyable>(
        _ count: Int, _: Value.Type, to target: UnsafeMutablePointer<Value>
    ) throws(ParquetFault) {
        let words = try words(count, Value.self)
        UnsafeMutableRawPointer(target).copyMemory(
            from: words.start, byteCount: count * MemoryLayout<Value>.size)
    }

    // MARK: - Times

    /// The days of the years 0 to 9999.
    private static let days: ClosedRange<Int32> = -719_528...2_932_896
    /// The instants of the years 0 to 9999, in microseconds.
    private static let instants: ClosedRange<Int64> = -62_167_219_200_000_000...253_402_300_799_999_999

    private func checkDays(_ target: UnsafeMutablePointer<Int32>, _ count: Int, _ row: Int) {
        let (first, last) = (ParquetColumnReader.days.lowerBound, ParquetColumnReader.days.upperBound)
        var (low, high) = (Int32.max, Int32.min)
        for index in 0..<count {
            low = min(low, target[index])
            high = max(high, target[index])
        }
        if low >= first, high <= last { return }
        for index in 0..<count where target[index] < first || target[index] > last {
            note(row + index, .outOfRange(.date, text: "\(target[index]) days since 1970"))
            target[index] = 0
        }
    }

    /// Turns counts since 1970 into instants in microseconds.
    private func toInstants(
        _ target: UnsafeMutablePointer<Int64>, _ count: Int, _ unit: ParquetTimeUnit, _ isAdjusted: Bool, _ row: Int
    ) {
        let (first, last) = (ParquetColumnReader.instants.lowerBound, ParquetColumnReader.instants.upperBound)
        let factor: Int64 = unit == .millis ? 1000 : 1
        if unit == .nanos {
            for index in 0..<count { target[index] = target[index].flooredDivision(by: 1000) }
        }
        var (low, high) = (Int64.max, Int64.min)
        for index in 0..<count {
            low = min(low, target[index])
            high = max(high, target[index])
        }
        if low < first / factor || high > last / factor {
            for index in 0..<count where target[index] < first / factor || target[index] > last / factor {
                let text = "\(target[index]) \(unit == .millis ? "milliseconds" : "microseconds") since 1970"
                note(row + index, .outOfRange(.timestamp, text: text))
                target[index] = 0
            }
        }
        if unit == .millis {
            for index in 0..<count { target[index] &*= 1000 }
        }
        if !isAdjusted, !zone.isUTC {
            for index in 0..<count { target[index] = zone.utcMicroseconds(local: target[index]) }
        }
    }

    private func decodeInt96(
        _ count: Int, into target: UnsafeMutablePointer<Int64>, _ row: Int
    ) throws(ParquetFault) {
        guard case .plain(let position) = values, let content else {
            throw .malformed("the page has no values of \(physical.name)")
        }
        try require(count * 12, from: position)
        let raw = UnsafeRawPointer(content.buffer.base + position)
        let epoch = 2_440_588
        for index in 0..<count {
            let nanoseconds = raw.loadUnaligned(fromByteOffset: index * 12, as: Int64.self)
            let day = Int(raw.loadUnaligned(fromByteOffset: index * 12 + 8, as: Int32.self)) - epoch
            guard ParquetColumnReader.days.contains(Int32(clamping: day)), nanoseconds >= 0,
                nanoseconds < 86_400_000_000_000
            else {
                note(row + index, .outOfRange(.timestamp, text: "\(nanoseconds) ns of day \(day)"))
                target[index] = 0
                continue
            }
            target[index] = Int64(day) * 86_400_000_000 + nanoseconds / 1000
        }
        values = .plain(position: position + count * 12)
    }

    // MARK: - Decimals

    private func decodeDecimals(
        _ count: Int, _ precision: Int, into target: UnsafeMutablePointer<Int128>, _ row: Int
    ) throws(ParquetFault) {
        switch physical {
        case .int32:
            let words = try words(count, Int32.self)
            for index in 0..<count { target[index] = Int128(words.at(index)) }
        case .int64:
            let words = try words(count, Int64.self)
            for index in 0..<count { target[index] = Int128(words.at(index)) }
        default:
            let views = scratch.views(count)
            let bytes = try self.views(count, into: views)
            let base = UnsafePointer(bytes.base)
            for index in 0..<count {
                guard let number = ParquetScratch.bigEndian(base + Int(views[index].offset), Int(views[index].length))
                else {
                    note(row + index, .outOfRange(kind.type, text: "a number of \(views[index].length) bytes"))
                    target[index] = 0
                    continue
                }
                target[index] = number
            }
        }
        let limit = DecimalNumber.powers[precision]
        var (low, high): (Int128, Int128) = (0, 0)
        for index in 0..<count {
            low = min(low, target[index])
            high = max(high, target[index])
        }
        if low > -limit, high < limit { return }
        for index in 0..<count where target[index] <= -limit || target[index] >= limit {
            note(row + index, .outOfRange(kind.type, text: "\(target[index])"))
            target[index] = 0
        }
    }

    func note(_ row: Int, _ fault: RowFault) {
        faults.append(ValueFault(row: row, fault: fault))
    }
}

extension ParquetColumnReader {
    /// The next `count` values of 32 or 64 bits as integers.
    func copyIntegers(_ count: Int, to target: UnsafeMutablePointer<Int64>) throws(ParquetFault) {
        if case .deltas(var deltas) = values {
            try deltas.next(count, into: target)
            values = .deltas(deltas)
        } else if physical == .int32 {
            let words = try words(count, Int32.self)
            for index in 0..<count { target[index] = Int64(words.at(index)) }
        } else {
            try copyWords(count, Int64.self, to: target)
        }
    }
}
