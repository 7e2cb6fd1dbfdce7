/// Why compressed data cannot be read.
package enum CompressionFault: Error, Hashable, Sendable {
    /// The data stops inside a member or frame.
    case truncated
    /// The data breaks the format's rules or fails its checksum; the library's words.
    case corrupt(String)
    /// A zstd frame that needs more than 128 MiB of history.
    case windowTooLarge
    /// A zstd frame that was made with a dictionary.
    case needsDictionary
    /// Something that is neither another member or frame nor, in gzip, zero padding.
    case trailingBytes
    /// The name promises compression, the first bytes do not.
    case notCompressed
    /// The system has no memory for the decompressor.
    case noMemory
}
