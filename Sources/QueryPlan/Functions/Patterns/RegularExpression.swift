import CPcre2

/// A compiled regular expression over UTF-8, in the dialect that Java and PCRE2 share: see `JavaPattern`.
///
/// Compiled once to machine code where the processor allows it. A class because it owns memory of the library, part of it
/// scratch space for matching: one worker at a time may use it.
package final class RegularExpression {
    /// What is wrong with a pattern or replacement, and at which of its bytes.
    package struct Fault: Error, Hashable {
        /// The first wrong byte of the pattern, from 0.
        package var offset: Int
        /// What is wrong, as a sentence without a full stop.
        package var message: String
    }

    /// Matching went beyond the library's limit of steps or memory: the pattern backtracks too much on this text.
    package struct TooCostly: Error {}

    /// How many groups the pattern has, the whole match not counted.
    package let groupCount: Int
    private let code: OpaquePointer
    private let matchData: OpaquePointer
    private let matchContext: OpaquePointer?
    private let stack: OpaquePointer?
    /// Starts and ends of the groups of the last match, `groupCount + 1` pairs, in the library's memory.
    private let offsets: UnsafeMutablePointer<Int>

    /// Compiles a pattern; the fault's offset counts the pattern's bytes.
    package init(_ pattern: UnsafeBufferPointer<UInt8>) throws(Fault) {
        let translated = try JavaPattern.translated(pattern)
        var errorCode: Int32 = 0
        var errorOffset = 0
        // A line ends with LF, CR or both; PCRE2 has no set that is exactly Java's.
        let compileContext = pcre2_compile_context_create_8(nil)
        defer { pcre2_compile_context_free_8(compileContext) }
        pcre2_set_newline_8(compileContext, UInt32(PCRE2_NEWLINE_ANYCRLF))
        let compiled = translated.bytes.withUnsafeBufferPointer {
            pcre2_compile_8(
                $0.baseAddress, $0.count, UInt32(PCRE2_UTF) | UInt32(PCRE2_MATCH_INVALID_UTF), &errorCode,
                &errorOffset, compileContext)
        }
        guard let compiled else {
            throw Fault(
                offset: translated.origin(of: errorOffset), message: RegularExpression.message(errorCode))
        }
        guard let data = pcre2_match_data_create_from_pattern_8(compiled, nil) else {
            pcre2_code_free_8(compiled)
            throw Fault(offset: 0, message: "there is no memory for it")
        }
        code = compiled
        matchData = data
        offsets = UnsafeMutableRawPointer(pcre2_get_ovector_pointer_8(data)).assumingMemoryBound(to: Int.self)
        groupCount = Int(pcre2_get_ovector_count_8(data)) - 1
        matchContext = pcre2_match_context_create_8(nil)
        if pcre2_jit_compile_8(compiled, UInt32(PCRE2_JIT_COMPLETE)) == 0 {
            stack = pcre2_jit_stack_create_8(32 << 10, 4 << 20, nil)
            pcre2_jit_stack_assign_8(matchContext, nil, UnsafeMutableRawPointer(stack))
        } else {
            stack = nil
        }
    }

    /// Compiles a pattern; see `init(_:)`.
    convenience init(_ pattern: [UInt8]) throws(Fault) {
        let bytes = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: max(pattern.count, 1))
        defer { bytes.deallocate() }
        _ = bytes.initialize(from: pattern)
        try self.init(UnsafeBufferPointer(rebasing: bytes[..<pattern.count]))
    }

    deinit {
        pcre2_match_data_free_8(matchData)
        pcre2_match_context_free_8(matchContext)
        pcre2_jit_stack_free_8(stack)
        pcre2_code_free_8(code)
    }

    /// Whether there is a match that starts at or after a byte, which must start a character; `range(of:)` then tells where.
    package func matches(_ text: UnsafeBufferPointer<UInt8>, from start: Int = 0) throws(TooCostly) -> Bool {
        let result = pcre2_match_8(code, text.baseAddress, text.count, start, 0, matchData, matchContext)
        if result > 0 { return true }
        if result == PCRE2_ERROR_NOMATCH { return false }
        throw TooCostly()
    }

    /// The byte range of a group of the last match, 0 being the whole; nil for a group that took no part.
    package func range(of group: Int) -> Range<Int>? {
        let (start, end) = (offsets[2 * group], offsets[2 * group + 1])
        // Where a look-around sets the start behind the end there is nothing in between.
        return start < 0 ? nil : start..<max(start, end)
    }

    /// The number of the group with a name; nil when there is none.
    package func group(named name: String) -> Int? {
        let number = pcre2_substring_number_from_name_8(code, name)
        return number > 0 ? Int(number) : nil
    }

    private static func message(_ code: Int32) -> String {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 256) { text in
            let length = pcre2_get_error_message_8(code, text.baseAddress, text.count)
            return length < 0
                ? "it does not compile"
                : String(decoding: UnsafeBufferPointer(rebasing: text[..<Int(length)]), as: UTF8.self)
        }
    }
}
