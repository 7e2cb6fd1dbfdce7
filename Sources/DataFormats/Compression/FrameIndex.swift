import Columnar

/// Finds where the frames of a compressed file start, without unpacking anything.
///
/// zstd frames tell the sizes of their blocks (RFC 8878 section 3.1), bgzip's gzip members their own (SAM specification,
/// section 4.1). Other gzip members tell nothing: such a file is one piece.
struct FrameIndex {
    private let input: FileInput
    private let window = ByteBuffer(capacity: 4096)
    private var windowStart = 0
    private var windowCount = 0

    private init(_ input: FileInput) { self.input = input }

    /// The offsets at which frames start, ascending, the first being 0; where the data is damaged the list ends early, so that the
    /// reader that comes to the place reports it. Complexity: one short read for a zstd block or a bgzip member.
    static func starts(of input: FileInput, compression: Compression) throws(DataError) -> [Int] {
        var index = FrameIndex(input)
        var starts: [Int] = []
        var position = 0
        while position < input.file.bytes {
            starts.append(position)
            let end: Int?
            switch compression {
            case .zstd: end = try index.zstdFrameEnd(position)
            case .gzip: end = try index.bgzipMemberEnd(position)
            }
            guard let end, end > position, end < input.file.bytes else { break }
            position = end
        }
        return starts
    }

    /// A byte of the file; nil behind its end.
    private mutating func byte(_ offset: Int) throws(DataError) -> Int? {
        guard offset < input.file.bytes else { return nil }
        if offset < windowStart || offset >= windowStart + windowCount {
            windowStart = offset
            windowCount = min(window.capacity, input.file.bytes - offset)
            try input.read(windowCount, at: offset, into: window.base)
        }
        return Int(window.base[offset - windowStart])
    }

    /// A little-endian number of the file; nil where it does not lie wholly in it.
    private mutating func number(_ offset: Int, bytes: Int) throws(DataError) -> Int? {
        var value = 0
        for place in 0..<bytes {
            guard let byte = try byte(offset + place) else { return nil }
            value |= byte << (8 * place)
        }
        return value
    }

    private mutating func zstdFrameEnd(_ start: Int) throws(DataError) -> Int? {
        guard let magic = try number(start, bytes: 4) else { return nil }
        if magic & 0xFFFF_FFF0 == 0x184D_2A50 {
            return try number(start + 4, bytes: 4).map { start + 8 + $0 }
        }
        guard magic == 0xFD2F_B528, let descriptor = try byte(start + 4) else { return nil }
        let isSingleSegment = descriptor & 0x20 != 0
        var position = start + 5 + (isSingleSegment ? 0 : 1) + [0, 1, 2, 4][descriptor & 3]
        position += [isSingleSegment ? 1 : 0, 2, 4, 8][descriptor >> 6]
        while true {
            guard let header = try number(position, bytes: 3) else { return nil }
            // A run-length block holds one byte, whatever it stands for.
            position += 3 + (header >> 1 & 3 == 1 ? 1 : header >> 3)
            if header & 1 != 0 { break }
        }
        return position + (descriptor & 4 != 0 ? 4 : 0)
    }

    private mutating func bgzipMemberEnd(_ start: Int) throws(DataError) -> Int? {
        guard try number(start, bytes: 4) == 0x0408_8B1F, let length = try number(start + 10, bytes: 2) else {
            return nil
        }
        var field = start + 12
        while field + 4 <= start + 12 + length {
            guard let id = try number(field, bytes: 2), let size = try number(field + 2, bytes: 2) else { return nil }
            if id == 0x4342, size == 2 { return try number(field + 4, bytes: 2).map { start + $0 + 1 } }
            field += 4 + size
        }
        return nil
    }
}
