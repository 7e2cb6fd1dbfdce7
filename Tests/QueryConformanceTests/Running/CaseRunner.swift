import Columnar
import Diagnostics
import QueryPlan

/// Runs cases on an engine and says how its answers differ from what is expected.
struct CaseRunner: Sendable {
    /// The engine.
    let backend: any QueryBackend

    /// What is wrong with the engine's answer, in words; nil when it is as expected.
    ///
    /// Names, types, the number of rows and all values must be exactly those expected, but doubles, which may differ by 1e-9 of their
    /// size. Rows are compared in order where the query says ORDER BY outside of parentheses, else as a bag. A failure must have
    /// the expected id, or tell Spark's error condition. Throws what the engine throws beside answers and failures.
    func fault(_ tested: ConformanceCase, form: TableForm) async throws -> String? {
        let sources = try CaseSources(tested, as: form)
        let planned = QueryPlanner.plan(
            SourceText(path: "query", text: tested.query), range: nil, context: sources.context)
        let answer: Result<Table, QueryFailure>
        if let plan = planned.plan {
            let outcome = try await backend.run(
                [QueryRequest(id: "case", plan: plan, zone: tested.zone)], sources: sources.declarations,
                options: RunOptions())
            guard let result = outcome.results["case"] else { return "the engine has no answer" }
            answer = result
        } else {
            let error = planned.diagnostics.first { $0.severity == .error }
            answer = .failure(
                QueryFailure(fault: .query, diagnostic: error ?? Diagnostic("no-plan", .error, "there is no plan")))
        }
        switch (tested.expectation, answer) {
        case (.rows(let expected)?, .success(let table)):
            return TableComparison(isOrdered: QueryOrder.isOrdered(tested.query)).difference(expected, table)
        case (.rows?, .failure(let failure)):
            return "it fails: \(failure.diagnostic.message) [\(failure.diagnostic.id)]"
        case (.failure(let id, let condition)?, .success(let table)):
            return "it does not fail with \([id, condition ?? ""].joined(separator: " ")), but answers "
                + TableComparison.text(table.rows)
        case (.failure(let id, let condition)?, .failure(let failure)):
            if failure.diagnostic.id == id { return nil }
            if let condition,
                ([failure.diagnostic.message] + failure.diagnostic.notes).contains(where: { $0.contains(condition) })
            {
                return nil
            }
            return "it fails otherwise than with \(id): \(failure.diagnostic.message) [\(failure.diagnostic.id)]"
        case (nil, _): return "nothing is expected"
        }
    }
}
