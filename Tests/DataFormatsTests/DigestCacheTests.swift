import Foundation
import TestSupport
import Testing

@testable import DataFormats

/// What is remembered of files that did not change, and what must never be.
@Suite("Digest cache")
struct DigestCacheTests {
    /// SHA-256 of "abc" (FIPS 180-2, appendix B.1).
    private static let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    /// SHA-256 of "abd", by sha256sum.
    private static let abd = "a52d159f262b2c6ddb724a61840befc36eb30c88877a4030b65cbe86298449c9"
    private let folder: ScratchFolder

    init() throws { folder = try ScratchFolder() }

    private func write(_ text: String, to name: String) throws -> String { try folder.write(text, to: name) }

    private var cache: String { folder.url.appendingPathComponent("state/digests").path }

    /// A clock that runs an hour ahead, so that files written just now are old.
    private static let later: @Sendable () -> Int = { DigestCache.systemTime() + 3_600_000_000_000 }

    @Test("a digest is remembered from run to run")
    func remembers() throws {
        let file = try write("abc", to: "a file.csv")
        let first = DigestCache(path: cache, now: Self.later)
        #expect(try first.sha256(ofFileAt: file) == Self.abc)
        first.save()
        // A wrong digest in the cache shows that it is read.
        let known = try String(contentsOfFile: cache, encoding: .utf8)
        #expect(known.hasPrefix("trinity-digests 1\n\(Self.abc) "))
        try known.replacingOccurrences(of: Self.abc, with: Self.abd).write(
            toFile: cache, atomically: true, encoding: .utf8)
        #expect(try DigestCache(path: cache, now: Self.later).sha256(ofFileAt: file) == Self.abd)
    }

    @Test("a file that changed is read again, even with the same size and time of modification")
    func changes() throws {
        let file = try write("abc", to: "b.csv")
        let time = try FileManager.default.attributesOfItem(atPath: file)[.modificationDate] as? Date
        let first = DigestCache(path: cache, now: Self.later)
        #expect(try first.sha256(ofFileAt: file) == Self.abc)
        first.save()
        try Data("abd".utf8).write(to: URL(fileURLWithPath: file))
        try FileManager.default.setAttributes([.modificationDate: time ?? .now], ofItemAtPath: file)
        #expect(try DigestCache(path: cache, now: Self.later).sha256(ofFileAt: file) == Self.abd)
    }

    @Test("a file that has only just changed is not remembered: it may change again at the same time")
    func recent() throws {
        let file = try write("abc", to: "c.csv")
        let first = DigestCache(path: cache)
        #expect(try first.sha256(ofFileAt: file) == Self.abc)
        first.save()
        #expect(!FileManager.default.fileExists(atPath: cache))
    }

    @Test("a damaged cache, or none that can be written, changes nothing")
    func damage() throws {
        let file = try write("abc", to: "d.csv")
        for text in ["", "trinity-digests 1\nnonsense\n", "trinity-digests 9\n\(Self.abd) 1 1 1 1 1 \(file)\n"] {
            let damaged = try write(text, to: "damaged")
            #expect(try DigestCache(path: damaged, now: Self.later).sha256(ofFileAt: file) == Self.abc)
        }
        let nowhere = DigestCache(path: "/proc/nowhere/digests", now: Self.later)
        #expect(try nowhere.sha256(ofFileAt: file) == Self.abc)
        nowhere.save()
    }
}
