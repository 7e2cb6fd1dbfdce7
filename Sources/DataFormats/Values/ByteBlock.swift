#if arch(x86_64)
    import _Builtin_intrinsics.intel.sse2
#endif

/// Sixteen bytes compared at once; the result is a mask with bit i for byte i.
///
/// SSE2, which every x86-64 has; the same in plain Swift elsewhere. Loads need sixteen readable bytes, aligned or not.
struct ByteBlock {
    #if arch(x86_64)
        private let bytes: __m128i

        @inline(__always)
        init(_ pointer: UnsafePointer<UInt8>) {
            bytes = UnsafeRawPointer(pointer).loadUnaligned(as: __m128i.self)
        }

        /// Bytes equal to `byte`.
        @inline(__always)
        func mask(equal byte: UInt8) -> UInt32 {
            UInt32(truncatingIfNeeded: _mm_movemask_epi8(_mm_cmpeq_epi8(bytes, _mm_set1_epi8(CChar(bitPattern: byte)))))
        }

        /// Bytes that are not the same.
        @inline(__always)
        func mask(differing other: ByteBlock) -> UInt32 {
            ~UInt32(truncatingIfNeeded: _mm_movemask_epi8(_mm_cmpeq_epi8(bytes, other.bytes))) & 0xFFFF
        }

        /// Bytes that end or interrupt a JSON string: `"`, `\` and the control characters below 0x20.
        @inline(__always)
        var jsonStringEnds: UInt32 {
            let quote = _mm_cmpeq_epi8(bytes, _mm_set1_epi8(0x22))
            let backslash = _mm_cmpeq_epi8(bytes, _mm_set1_epi8(0x5C))
            let control = _mm_cmpeq_epi8(_mm_min_epu8(bytes, _mm_set1_epi8(0x1F)), bytes)
            return UInt32(truncatingIfNeeded: _mm_movemask_epi8(_mm_or_si128(_mm_or_si128(quote, backslash), control)))
        }

        /// Bytes that are not `0`...`9`.
        @inline(__always)
        var nonDigits: UInt32 {
            let shifted = _mm_sub_epi8(bytes, _mm_set1_epi8(0x30))
            let digits = _mm_cmpeq_epi8(_mm_min_epu8(shifted, _mm_set1_epi8(9)), shifted)
            return ~UInt32(truncatingIfNeeded: _mm_movemask_epi8(digits)) & 0xFFFF
        }

        /// Bytes outside ASCII.
        @inline(__always)
        var nonASCII: UInt32 { UInt32(truncatingIfNeeded: _mm_movemask_epi8(bytes)) }
    #else
        private let bytes: SIMD16<UInt8>

        @inline(__always)
        init(_ pointer: UnsafePointer<UInt8>) {
            bytes = UnsafeRawPointer(pointer).loadUnaligned(as: SIMD16<UInt8>.self)
        }

        private func mask(_ condition: (UInt8) -> Bool) -> UInt32 {
            var result: UInt32 = 0
            for index in 0..<16 where condition(bytes[index]) { result |= 1 << UInt32(index) }
            return result
        }

        func mask(equal byte: UInt8) -> UInt32 { mask { $0 == byte } }
        func mask(differing other: ByteBlock) -> UInt32 {
            var result: UInt32 = 0
            for index in 0..<16 where bytes[index] != other.bytes[index] { result |= 1 << UInt32(index) }
            return result
        }
        var jsonStringEnds: UInt32 { mask { $0 == 0x22 || $0 == 0x5C || $0 < 0x20 } }
        var nonDigits: UInt32 { mask { $0 &- 0x30 > 9 } }
        var nonASCII: UInt32 { mask { $0 >= 0x80 } }
    #endif
}
