import Testing

@testable import SparkBackend

@Suite("The server for development")
struct SparkServerTests {
    @Test("the port is read from the log once its line is whole")
    func port() {
        let line = "26/11/28 INFO SparkConnectServer: Spark Connect server started at: 127.0.0.1:32999"
        #expect(SparkServer.port(inLog: "INFO something\n") == nil)
        #expect(SparkServer.port(inLog: line) == nil)
        #expect(SparkServer.port(inLog: "INFO something\n" + line + "\nINFO more\n") == 32999)
    }

    @Test("a process is known again by its start; one that never was is none")
    func processes() {
        let parent = ProcessRecord(1)
        #expect(parent != nil)
        #expect(parent == ProcessRecord(1))
        #expect(ProcessRecord(-1) == nil)
        #expect(ProcessRecord(0x3FFF_FFFF) == nil)
    }
}
