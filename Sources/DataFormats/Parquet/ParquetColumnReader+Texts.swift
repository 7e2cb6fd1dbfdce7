import Columnar

extension ParquetColumnReader {
    /// Puts views of the next `count` byte arrays into `target` and returns the bytes that they point into.
    func views(_ count: Int, into target: UnsafeMutablePointer<StringView>) throws(ParquetFault) -> ByteBuffer {
        switch values {
        case .texts(let texts, let next):
            guard count <= texts.count - next else { throw .truncated("the texts of the page") }
            target.update(from: texts.views + next, count: count)
            if physical == .fixedLengthByteArray {
                for index in 0..<count where Int(target[index].length) != node.length {
                    throw .malformed("a value has \(target[index].length) bytes, the schema says \(node.length)")
                }
            }
            values = .texts(texts, next: next + count)
            return texts.bytes
        case .plain(var position):
            guard let content else { throw .truncated("the values of the page") }
            let end = content.range.upperBound
            if physical == .fixedLengthByteArray || physical == .int96 {
                let length = physical.width ?? node.length
                guard count * length <= end - position else { throw .truncated("the values of the page") }
                for index in 0..<count {
                    target[index] = StringView(
                        offset: UInt32(truncatingIfNeeded: position &+ index &* length),
                        length: UInt32(truncatingIfNeeded: length))
                }
                values = .plain(position: position + count * length)
                return content.buffer
            }
            let raw = UnsafeRawPointer(content.buffer.base)
            for index in 0..<count {
                guard end &- position >= 4 else { throw .truncated("the values of the page") }
                let length = raw.loadUnaligned(fromByteOffset: position, as: UInt32.self).littleEndian
                position &+= 4
                guard Int(length) <= end &- position else { throw .truncated("the values of the page") }
                target[index] = StringView(offset: UInt32(truncatingIfNeeded: position), length: length)
                position &+= Int(length)
            }
            values = .plain(position: position)
            return content.buffer
        default: throw .malformed("the page has no values of \(physical.name)")
        }
    }

    /// Decodes values that become text, or are of a width of their own.
    func decodeTexts(_ count: Int, into column: Column, at row: Int) throws(ParquetFault) {
        if case .time(let unit) = kind {
            try decodeTimes(count, unit, into: column, at: row)
            return
        }
        if kind == .text {
            let target = column.strings + row
            let bytes = try views(count, into: target)
            checkText(target, count, bytes, row)
            adopt(bytes, in: column, count: count, at: row)
            return
        }
        let views = scratch.views(count)
        let base = UnsafePointer(try self.views(count, into: views).base)
        if kind == .float16 {
            for index in 0..<count {
                let bits = UnsafeRawPointer(base + Int(views[index].offset)).loadUnaligned(as: UInt16.self)
                column.doubles[row + index] = ParquetScratch.double(half: bits.littleEndian)
            }
            return
        }
        let target = column.strings + row
        let texts = ByteBuffer(capacity: count * 36)
        let digits = Array("0123456789abcdef".utf8)
        for index in 0..<count {
            let start = texts.count
            for byte in 0..<16 {
                // As RFC 4122 groups them: 8-4-4-4-12 digits.
                if byte == 4 || byte == 6 || byte == 8 || byte == 10 {
                    texts.base[texts.count] = 0x2D
                    texts.count += 1
                }
                let value = Int(base[Int(views[index].offset) + byte])
                texts.base[texts.count] = digits[value >> 4]
                texts.base[texts.count + 1] = digits[value & 15]
                texts.count += 2
            }
            target[index] = StringView(offset: UInt32(start), length: 36)
        }
        adopt(texts, in: column, count: count, at: row)
    }

    /// Makes sure that texts are UTF-8.
    private func checkText(_ views: UnsafeMutablePointer<StringView>, _ count: Int, _ bytes: ByteBuffer, _ row: Int) {
        guard count > 0 else { return }
        // Mostly all bytes between the first text and the end of the last are ASCII, lengths of less than 128 among them.
        let base = UnsafePointer(bytes.base)
        let first = Int(views[0].offset)
        let end = Int(views[count - 1].offset) + Int(views[count - 1].length)
        if end >= first, end - first < count * 256, UTF8Text.isASCII(base + first, end - first) { return }
        for index in 0..<count {
            let view = views[index]
            if !UTF8Text.isValid(base + Int(view.offset), Int(view.length)) {
                note(row + index, .invalidUTF8)
                views[index] = StringView(offset: view.offset, length: 0)
            }
        }
    }

    /// Times of day as `HH:MM:SS`, with as many digits of the fraction as they need.
    private func decodeTimes(
        _ count: Int, _ unit: ParquetTimeUnit, into column: Column, at row: Int
    ) throws(ParquetFault) {
        let target = column.strings + row
        let perSecond: Int64 = unit == .millis ? 1000 : unit == .micros ? 1_000_000 : 1_000_000_000
        let texts = ByteBuffer(capacity: count * 24)
        let integers = scratch.integers(count)
        try copyIntegers(count, to: integers)
        for index in 0..<count {
            let value = integers[index]
            guard value >= 0, value < 86_400 * perSecond else {
                note(row + index, .outOfRange(.string, text: "\(value) since midnight"))
                target[index] = StringView(offset: 0, length: 0)
                continue
            }
            let text = ParquetScratch.timeText(value / perSecond, fraction: value % perSecond, perSecond)
            let start = texts.count
            for byte in text.utf8 {
                texts.base[texts.count] = byte
                texts.count += 1
            }
            target[index] = StringView(offset: UInt32(start), length: UInt32(texts.count - start))
        }
        adopt(texts, in: column, count: count, at: row)
    }
}
