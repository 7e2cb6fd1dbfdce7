/// The words that SQL keeps for itself.
enum Keywords {
    /// Words that cannot be a bare name or alias.
    static let reserved: Set<String> = [
        "ALL", "AND", "ANTI", "AS", "ASC", "BETWEEN", "BY", "CASE", "CAST", "CROSS", "DESC", "DISTINCT", "ELSE", "END",
        "EXCEPT", "EXISTS", "FALSE", "FETCH", "FOR", "FROM", "FULL", "GROUP", "HAVING", "ILIKE", "IN", "INNER",
        "INTERSECT",
        "IS", "JOIN", "LEFT", "LIKE", "LIMIT", "MINUS", "NATURAL", "NOT", "NULL", "NULLS", "OFFSET", "ON", "OR",
        "ORDER",
        "OUTER", "OVER", "RIGHT", "SELECT", "SEMI", "THEN", "TRUE", "TRY_CAST", "UNION", "USING", "VALUES", "WHEN",
        "WHERE",
        "WINDOW", "WITH",
    ]

    /// First words of statements that write or change something.
    static let statements: Set<String> = [
        "INSERT", "UPDATE", "DELETE", "CREATE", "DROP", "ALTER", "TRUNCATE", "MERGE", "COPY", "SET", "GRANT", "REVOKE",
        "ATTACH", "CALL", "EXEC", "EXECUTE", "BEGIN", "COMMIT", "ROLLBACK", "VACUUM", "EXPLAIN", "DESCRIBE", "SHOW",
        "USE",
        "PRAGMA", "REPLACE",
    ]
}
