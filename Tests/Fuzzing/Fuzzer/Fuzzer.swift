#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// libFuzzer's entry point: one input for the target that `FUZZ_TARGET` names. Anything but 0 or -1 as result, or a trap, is a finding.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    target.run(UnsafeBufferPointer(start: bytes, count: count))
    return 0
}

/// Chosen once: the first input starts everything else.
private let target: any FuzzTarget = {
    let name = getenv("FUZZ_TARGET").map { String(cString: $0) } ?? ""
    switch name {
    case "csv", "ndjson", "parquet": return FileTarget(format: name)
    case "sql": return QueryTarget()
    default: preconditionFailure("FUZZ_TARGET is csv, ndjson, parquet or sql, not '\(name)'")
    }
}()

/// Something that takes any bytes and must neither trap, nor hang, nor break its word.
protocol FuzzTarget: Sendable {
    /// Takes one input; traps when what must hold does not.
    func run(_ bytes: UnsafeBufferPointer<UInt8>)
}
