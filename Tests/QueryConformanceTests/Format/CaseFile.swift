import Columnar
import Foundation
import QueryPlan

/// A fault in a case file.
struct CaseFileError: Error, CustomStringConvertible {
    var description: String

    init(_ description: String) { self.description = description }
}

/// Reads the files of `Cases`; README.md beside that folder says what stands in them.
enum CaseFile {
    /// All cases of a folder, file by file.
    static func cases(in folder: URL) throws -> [ConformanceCase] {
        let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
            .filter { $0.pathExtension == "cases" }
            .sorted { $0.lastPathComponent < $1.lastPathComponent }
        return try files.flatMap { file in
            try cases(
                of: String(contentsOf: file, encoding: .utf8), file: file.deletingPathExtension().lastPathComponent)
        }
    }

    /// The cases of a text, in order. Throws `CaseFileError` with file and line.
    static func cases(of text: String, file: String) throws(CaseFileError) -> [ConformanceCase] {
        // Carriage returns are characters here, not line ends: a Character may be both together.
        let lines = text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false).map { String($0) }
        var cases: [ConformanceCase] = []
        var place = 0
        while place < lines.count {
            let line = lines[place]
            let number = place + 1
            place += 1
            if isBlank(line) || line.hasPrefix("#") { continue }
            let key = String(line.prefix { $0 != ":" })
            let value = String(line.dropFirst(key.count + 1).drop { $0 == " " })
            if key == "case" {
                if let last = cases.last { try checkComplete(last) }
                cases.append(ConformanceCase(name: value, file: file, line: number))
                continue
            }
            var block: [String] = []
            while place < lines.count, lines[place].hasPrefix("  ") || isBlank(lines[place]) {
                block.append(String(lines[place].dropFirst(2)))
                place += 1
            }
            do throws(CaseFileError) {
                guard !cases.isEmpty else { throw CaseFileError("a file starts with a case") }
                try add(key, value, block, to: &cases[cases.count - 1])
            } catch {
                throw CaseFileError("\(file):\(number): \(error)")
            }
        }
        if let last = cases.last { try checkComplete(last) }
        return cases
    }

    private static func add(
        _ key: String, _ value: String, _ block: [String], to target: inout ConformanceCase
    ) throws(CaseFileError) {
        switch key {
        case "zone":
            guard let zone = ZoneRules(sqlName: value) else { throw CaseFileError("there is no zone \(value)") }
            target.zone = zone
        case "query": target.query = ([value] + block).filter { !isBlank($0) }.joined(separator: "\n")
        case "spark": break  // Only for who asks Spark in its own words.
        case "differs": target.difference = ([value] + block).joined(separator: " ")
        case "rows": target.expectation = .rows(try CaseTable(header: value, lines: block))
        case "error":
            let words = value.split(separator: " ").map(String.init)
            guard let id = words.first else { throw CaseFileError("an error has a name") }
            target.expectation = .failure(id: id, condition: words.dropFirst().first)
        case _ where key.hasPrefix("table "):
            target.tables.append((String(key.dropFirst(6)), try CaseTable(header: value, lines: block)))
        default: throw CaseFileError("'\(key)' is no part of a case")
        }
    }

    private static func checkComplete(_ found: ConformanceCase) throws(CaseFileError) {
        if found.query.isEmpty || found.expectation == nil {
            throw CaseFileError(
                "\(found.file):\(found.line): a case needs a query and what is expected of it: rows or an error")
        }
    }

    private static func isBlank(_ line: String) -> Bool { line.allSatisfy { $0 == " " } }
}
