import Analyzers
import Columnar
import Diagnostics
import Testing

@testable import Reports

@Suite struct AnalyzerBindingTests {
    let audits = Schema([
        Field("audit_id", .string), Field("transaction_id", .int64), Field("ethical_score", .int64),
        Field("verity_score", .double), Field("qualia_score", .double), Field("timestamp", .timestamp),
    ])

    @Test("whole numbers stand in for doubles and for ids")
    func casts() {
        let binding = AnalyzerBinding(.ethicalCoherence, over: [:], tables: ["audits": audits])
        #expect(binding.diagnostics == [])
        #expect(binding.roles.map(\.table) == ["audits"])
        #expect(binding.roles.first?.casts == [Field("transaction_id", .string), Field("ethical_score", .double)])
    }

    @Test("a missing column names analyzer, role, column and the near match")
    func missingColumn() {
        var schema = audits
        schema.fields[3].name = "verity_scor"
        let binding = AnalyzerBinding(.ethicalCoherence, over: ["audits": "mirror"], tables: ["Mirror": schema])
        #expect(
            binding.diagnostics.map(\.message) == [
                "analyzer 'ethical_coherence' needs column 'verity_score' (double) of 'audits'; 'Mirror' has none"
            ])
        #expect(
            binding.diagnostics.first?.help
                == "did you mean 'verity_scor'? bind a query with over: that says verity_scor AS verity_score")
    }

    @Test("a column of another type says how to declare it")
    func wrongType() {
        var schema = audits
        schema.fields[5].type = .string
        let binding = AnalyzerBinding(.ethicalCoherence, over: [:], tables: ["audits": schema])
        #expect(
            binding.diagnostics.map(\.message) == [
                "analyzer 'ethical_coherence' needs 'timestamp' of 'audits' as timestamp; in 'audits' it is string"
            ])
        #expect(binding.diagnostics.first?.help == "declare it in the source's schema: timestamp: timestamp")
    }

    @Test("a missing source is named with what there is")
    func missingSource() {
        let binding = AnalyzerBinding(.ethicalCoherence, over: [:], tables: ["audit": audits])
        #expect(
            binding.diagnostics.map(\.message) == [
                "analyzer 'ethical_coherence' needs a source 'audits', and there is none"
            ])
        #expect(binding.diagnostics.first?.help == "did you mean 'audit'?")
        let named = AnalyzerBinding(.ethicalCoherence, over: ["audits": "truth"], tables: ["a": audits])
        #expect(
            named.diagnostics.map(\.message) == [
                "analyzer 'ethical_coherence' needs a source 'audits'; there is no 'truth' to be it"
            ])
    }
}
