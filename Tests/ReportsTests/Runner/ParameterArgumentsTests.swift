import Columnar
import Diagnostics
import QueryPlan
import Testing

@testable import Reports

@Suite struct ParameterArgumentsTests {
    let declared = [
        ParameterDeclaration(name: "min_resonance", type: .double, defaultValue: .double(0.5), minimum: 0, maximum: 1),
        ParameterDeclaration(name: "top", type: .int64, defaultValue: .int64(10), minimum: 1),
        ParameterDeclaration(
            name: "phase", type: .string, defaultValue: .string("growth"),
            choices: [.string("growth"), .string("harmony")]),
        ParameterDeclaration(name: "since", type: .date, defaultValue: .null),
    ]

    @Test("values are read by type, and what is not given has its default")
    func values() throws {
        let values = try ParameterArguments.values(
            ["top=3", "since=2026-11-09", "phase=harmony", "top=4"], for: declared, zone: .utc)
        // 2026-11-09 is day 20766 after 1970-01-01
        #expect(values.map(\.value) == [.double(0.5), .int64(4), .string("harmony"), .date(20_766)])
    }

    @Test(
        "a wrong value says what is allowed",
        arguments: [
            ("min_resonanc=1", "there is no parameter 'min_resonanc'", "did you mean 'min_resonance'?"),
            ("min_resonance=2", "parameter 'min_resonance' is from 0 to 1, not 2", nil),
            ("min_resonance=nan", "parameter 'min_resonance' is a double, which 'nan' is not", nil),
            ("top=0", "parameter 'top' is at least 1, not 0", nil),
            ("top=2.5", "parameter 'top' is a bigint, which '2.5' is not", nil),
            ("since=yesterday", "parameter 'since' is a date, which 'yesterday' is not", nil),
            ("phase=harmny", "parameter 'phase' is one of growth, harmony, not 'harmny'", "did you mean 'harmony'?"),
            ("top", "'top' sets no parameter", "write NAME=VALUE, such as min_resonance=0.5"),
        ] as [(String, String, String?)])
    func wrong(argument: String, message: String, help: String?) {
        let found = #expect(throws: DiagnosticsError.self) {
            try ParameterArguments.values([argument], for: declared, zone: .utc)
        }
        #expect(found?.diagnostics.map(\.message) == [message])
        #expect(found?.diagnostics.first?.help == help)
    }
}
