import Columnar
import Foundation
import QueryPlan
import TestSupport

/// How the tables of a case come to the engine.
enum TableForm: String, CaseIterable, Sendable {
    /// As rows in the plan.
    case values
    /// As NDJSON files that are scanned.
    case files
}

/// A case's tables as a planning context and as sources.
struct CaseSources {
    let context: PlanningContext
    let declarations: [SourceDeclaration]
    /// Holds the files as long as they are needed.
    private let folder: ScratchFolder?

    /// Puts the tables where the form says. Files are written into a scratch folder.
    init(_ tested: ConformanceCase, as form: TableForm) throws {
        var tables: [String: PlanningContext.Table] = [:]
        switch form {
        case .values:
            for (name, table) in tested.tables { tables[name] = .query(.values(table.rows, schema: table.schema)) }
            declarations = []
            folder = nil
        case .files:
            let folder = try ScratchFolder()
            declarations = try tested.tables.map { name, table in
                try folder.write(CaseSources.ndjson(table), to: "\(name).ndjson")
                return SourceDeclaration(
                    name: name, paths: ["\(name).ndjson"], root: folder.path, schema: table.schema, zone: tested.zone)
            }
            for (name, table) in tested.tables {
                tables[name] = .source(SourceTable(name: name, schema: table.schema))
            }
            self.folder = folder
        }
        context = PlanningContext(tables: tables, zone: tested.zone)
    }

    /// Whether all values of a case have a spelling in JSON, which knows no NaN and no infinities, and there are tables at all.
    static func canWrite(_ tested: ConformanceCase) -> Bool {
        !tested.tables.isEmpty
            && tested.tables.allSatisfy { _, table in
                !table.rows.joined().contains { if case .double(let value) = $0 { !value.isFinite } else { false } }
            }
    }

    private static func ndjson(_ table: CaseTable) -> String {
        table.rows.map { row in
            let members = zip(table.schema.names, row).map { "\(json($0)):\(json($1))" }
            return "{" + members.joined(separator: ",") + "}\n"
        }.joined()
    }

    private static func json(_ value: Scalar) -> String {
        switch value {
        case .null: "null"
        case .boolean, .int64, .double, .decimal: value.text
        case .string, .date, .timestamp: json(value.text)
        }
    }

    private static func json(_ text: String) -> String {
        let parts = text.unicodeScalars.map { scalar in
            switch scalar {
            case "\"", "\\": "\\\(scalar)"
            case _ where scalar.value < 0x20:
                "\\u00" + (scalar.value < 0x10 ? "0" : "") + String(scalar.value, radix: 16)
            default: String(scalar)
            }
        }
        return "\"" + parts.joined() + "\""
    }
}
