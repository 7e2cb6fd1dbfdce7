import Diagnostics
import Foundation
import TestSupport
import Testing

@testable import Rendering

@Suite("Files and folders of a publish")
struct FileTreeTests {
    /// What a system answers that cannot exchange two folders in one step.
    private func refuse(_ one: String, _ other: String) -> Int32 {
        errno = ENOSYS
        return -1
    }

    @Test("without an exchange in one step the folders change places in two, and the old one is where the new one was")
    func exchange() throws {
        let folder = try ScratchFolder(["new/page": "new", "site/page": "old"])
        try FileTree.exchange("\(folder.path)/new", with: "\(folder.path)/site", inOneStep: refuse)
        #expect(try folder.read("site/page") == "new")
        #expect(try folder.read("new/page") == "old")
        #expect(FileTree.names(in: folder.path) == ["new", "site"])
    }

    @Test("where the new folder cannot be put in place, the old one is put back")
    func putBack() throws {
        let folder = try ScratchFolder(["site/page": "old"])
        #expect(throws: DiagnosticsError.self) {
            try FileTree.exchange("\(folder.path)/missing", with: "\(folder.path)/site", inOneStep: refuse)
        }
        #expect(try folder.read("site/page") == "old")
        #expect(FileTree.names(in: folder.path) == ["site"])
    }

    @Test("a publish that was killed while the old site stood aside is mended by the next one")
    func killedBetween() async throws {
        let folder = try ScratchFolder([".site.new-1.old/page": "old", ".site.new-1/page": "half"])
        let stage = try await SiteStage(site: "\(folder.path)/site")
        #expect(try folder.read("site/page") == "old")
        #expect(FileTree.names(in: folder.path) == ["site"])
        stage.abandon()
    }

    @Test("who waits for another publish holds no thread up, and can be told to wait no longer")
    func waiting() async throws {
        let folder = try ScratchFolder(["site/page": "old"])
        let site = "\(folder.path)/site"
        let waits: [Task<Void, any Error>]
        do {
            let held = try await SiteLock(folder.path)
            waits = (0..<100).map { _ in Task { try await SiteStage(site: site).abandon() } }
            await Task.yield()
            for wait in waits.dropFirst() { wait.cancel() }
            for wait in waits.dropFirst() {
                await #expect(throws: CancellationError.self) { try await wait.value }
            }
            held.release()
        }
        try await waits[0].value
    }

    @Test("a file that is replaced leaves nothing beside it, also when it cannot be")
    func replace() throws {
        let folder = try ScratchFolder(["a": "old", "b/c": "x"])
        try FileTree.replace("\(folder.path)/a", text: "new")
        #expect(try folder.read("a") == "new")
        #expect(throws: DiagnosticsError.self) { try FileTree.replace("\(folder.path)/b", text: "new") }
        #expect(FileTree.names(in: folder.path) == ["a", "b"])
    }

    @Test("more files than are waited for one by one are made durable together")
    func durable() throws {
        let names = (0..<100).map { "f\($0)" }
        let folder = try ScratchFolder(Dictionary(uniqueKeysWithValues: names.map { ($0, $0) }))
        try FileTree.makeDurable(names.map { "\(folder.path)/\($0)" }, folders: [folder.path])
        #expect(throws: DiagnosticsError.self) { try FileTree.sync(folder: "\(folder.path)/missing") }
    }
}
