import Columnar
import Diagnostics

extension Resolver {
    /// A window with what the window that it names has; nil (recorded) when there is none of that name or both say the same thing.
    func complete(_ window: WindowSyntax, _ named: [String: WindowSyntax]) -> WindowSyntax? {
        guard let base = window.base else { return window }
        guard let found = named[base.node.lowercased()] else {
            report(
                "unknown-window", "there is no window '\(base.node)'", base.range,
                help: NearMatch.help(base.node, among: named.keys.sorted())
                    ?? "define it with WINDOW \(base.node) AS (…) behind FROM")
            return nil
        }
        let clashes = [
            (!window.partitionBy.isEmpty, "PARTITION BY"),
            (!window.orderBy.isEmpty && !found.orderBy.isEmpty, "ORDER BY"),
            (window.frame != nil && found.frame != nil, "frame"),
        ]
        for (clash, what) in clashes where clash {
            report(
                "sql-syntax",
                "a window that builds on '\(base.node)' cannot have \(what == "frame" ? "a frame" : what) too",
                base.range)
            return nil
        }
        var whole = found
        whole.base = nil
        if !window.orderBy.isEmpty { whole.orderBy = window.orderBy }
        whole.frame = window.frame ?? found.frame
        return whole
    }

    /// The windows of a WINDOW clause by name, each complete.
    func namedWindows(_ windows: [(name: Syntax<String>, window: WindowSyntax)]) -> [String: WindowSyntax] {
        var known: [String: WindowSyntax] = [:]
        for (name, window) in windows {
            if known[name.node.lowercased()] != nil {
                report("duplicate-name", "there is a second window named '\(name.node)'", name.range)
            }
            known[name.node.lowercased()] = complete(window, known)
        }
        return known
    }

    /// A frame as written; nil (recorded) when its bounds make no sense.
    func frame(_ syntax: FrameSyntax, isOrdered: Bool) -> WindowFrame? {
        guard let start = bound(syntax.start, syntax.unit), let end = bound(syntax.end, syntax.unit) else { return nil }
        let unit = syntax.unit == .rows ? "ROWS" : "RANGE"
        if start == .unboundedFollowing {
            report("invalid-frame", "a frame cannot start with UNBOUNDED FOLLOWING", syntax.start.range)
            return nil
        }
        if end == .unboundedPreceding {
            report("invalid-frame", "a frame cannot end with UNBOUNDED PRECEDING", syntax.end.range)
            return nil
        }
        if case .offset(let first) = start, case .offset(let last) = end, first > last {
            report(
                "invalid-frame", "this frame starts after it ends", syntax.range,
                help: "write \(unit) BETWEEN, the earlier bound first")
            return nil
        }
        if syntax.unit == .range, !isOrdered, !(start == .unboundedPreceding && end == .unboundedFollowing) {
            report(
                "invalid-frame", "a RANGE frame with CURRENT ROW needs an ORDER BY in OVER", syntax.range,
                help: "without one every row is a peer of every other")
            return nil
        }
        return WindowFrame(syntax.unit, from: start, to: end)
    }

    private func bound(_ syntax: Syntax<FrameSyntax.Bound>, _ unit: WindowFrame.Unit) -> WindowFrame.Bound? {
        let sign: Int
        let amount: SyntaxExpression
        switch syntax.node {
        case .unboundedPreceding: return .unboundedPreceding
        case .unboundedFollowing: return .unboundedFollowing
        case .currentRow: return .offset(0)
        case .preceding(let expression): (sign, amount) = (-1, expression)
        case .following(let expression): (sign, amount) = (1, expression)
        }
        if unit == .range {
            report(
                "invalid-frame", "RANGE frames with an offset are not part of the SQL subset", syntax.range,
                help: "count rows with ROWS, or write UNBOUNDED or CURRENT ROW")
            return nil
        }
        guard let rows = wholeNumber(amount, "a frame") else { return nil }
        // More rows than a partition can have.
        return .offset(sign * min(rows, 1 << 33))
    }
}
