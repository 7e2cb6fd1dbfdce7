import Diagnostics

/// What helps on where a query does not go on as it might.
extension Parser {
    /// What to write instead of the words of other dialects that the subset does not have.
    private static let instead = [
        "RECURSIVE": "no sub-query reads itself here: write each step as a sub-query of its own",
        "QUALIFY": "filter around the window: SELECT * FROM (SELECT …, row_number() OVER (…) AS n FROM …) WHERE n = 1",
        "TOP": "write LIMIT behind the query", "FETCH": "write LIMIT behind the query",
        "TABLESAMPLE": "filter rows instead, such as WHERE id % 10 = 0",
        "PIVOT": "write an aggregate with FILTER for each column",
        "UNPIVOT": "write a SELECT for each column, with UNION ALL between them",
        "LATERAL": "a sub-query is computed once and sees no other row: join it instead",
    ]

    /// The words that open a clause.
    private static let clauses = [
        "FROM", "WHERE", "GROUP", "HAVING", "WINDOW", "ORDER", "LIMIT", "OFFSET", "UNION", "EXCEPT", "INTERSECT",
        "JOIN", "LEFT", "RIGHT", "INNER", "CROSS", "USING",
    ]

    /// Help on the current token or the one before it, which may have been taken for a name: a word that other dialects have, or a clause's
    /// that is misspelt.
    var help: String? {
        let words = [position, position - 1].compactMap { place -> String? in
            guard tokens.indices.contains(place), case .word(let word) = tokens[place].kind else { return nil }
            return word.uppercased()
        }
        if let help = words.lazy.compactMap({ Parser.instead[$0] }).first { return help }
        return words.lazy.filter { !Keywords.reserved.contains($0) && $0.utf8.count > 2 }.compactMap {
            NearMatch.help($0, among: Parser.clauses)
        }.first
    }
}
