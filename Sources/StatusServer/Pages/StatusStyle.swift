/// What the status pages have beyond the style of the site's template; all colours are the template's.
enum StatusStyle {
    static let text = """

        th small { display: block; font-weight: normal; color: var(--muted); }
        td.number, th.number { text-align: right; white-space: nowrap; }
        time, td.whole { white-space: nowrap; }
        .notice p:last-child, .alert p:last-child { margin-bottom: 0; }
        td.lines, p.lines { white-space: pre-line; overflow-wrap: anywhere; }
        td.good { color: var(--good); }
        td.bad { color: var(--bad); font-weight: 600; }
        td.bar { width: 45%; min-width: 160px; }
        td.bar svg { width: 100%; height: 14px; display: block; overflow: visible; }
        /* The outline lets a stage of no time still be seen. */
        .stage { fill: var(--accent); stroke: var(--accent); stroke-width: 1px; }
        .tick { stroke: var(--axis); stroke-width: 1px; }
        tr.axis td { border: 0; padding-top: 0; }
        tr.axis text { fill: var(--muted); font-size: 11px; }
        td.spark { min-width: 130px; }
        td small { display: block; color: var(--bad); }
        .state { white-space: nowrap; }
        .state::before { content: ""; display: inline-block; width: 9px; height: 9px; margin-right: 7px; border-radius: 50%; background: var(--muted); }
        .state.completed::before, .strip .completed { background: var(--good); }
        .state.failed::before, .strip .failed { background: var(--bad); }
        .state.failed { color: var(--bad); font-weight: 600; }
        .state.running::before, .strip .running { background: var(--accent); }
        .state.cancelled::before, .strip .cancelled { background: var(--warn); }
        .strip { display: inline-flex; gap: 2px; vertical-align: middle; }
        .strip a { width: 7px; height: 20px; border-radius: 2px; background: var(--axis); }
        .strip a:hover, .strip a:focus-visible { outline: 2px solid var(--ink); }
        form.run { display: flex; flex-wrap: wrap; gap: 12px 20px; align-items: end; }
        form.run label { display: grid; gap: 4px; font-size: 14px; color: var(--muted); }
        form.run input, form.run button { font: inherit; color: var(--ink); background: var(--panel); border: 1px solid var(--axis); border-radius: 6px; padding: 6px 10px; }
        form.run button { background: var(--accent); border-color: var(--accent); color: var(--paper); cursor: pointer; }
        @media (max-width: 640px) { td.bar { display: none; } }

        """
}
