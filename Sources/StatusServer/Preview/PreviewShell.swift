/// The page around a previewed report: the report as it will be published in a frame, what is wrong below it, and a script that shows the next
/// state without losing the reader's place.
enum PreviewShell {
    static func html(_ state: PreviewState) -> String {
        """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>\(PreviewNotice.escaped(state.title)) · preview</title>
        <link rel="stylesheet" href="/.preview/shell.css">
        <script src="/.preview/shell.js" defer></script>
        </head>
        <body>
        <iframe title="The report" src="\(PreviewNotice.escaped(state.page))"></iframe>
        <section aria-label="Findings" tabindex="0" hidden></section>
        <p role="status"></p>
        </body>
        </html>

        """
    }

    static let css = """
        :root { color-scheme: light dark; }
        html, body { height: 100%; margin: 0; }
        body { display: flex; flex-direction: column; font: 13px/1.5 system-ui, sans-serif; background: light-dark(#fff, #16161a); color: light-dark(#1d1d22, #e8e8ec); }
        iframe { flex: 1; border: 0; width: 100%; }
        section { max-height: 40vh; overflow: auto; padding: 10px 0; border-top: 3px solid light-dark(#9a6700, #d9a441); font: 12.5px/1.55 ui-monospace, monospace; }
        section.errors { border-top-color: light-dark(#b3261e, #f2766b); }
        section[hidden] { display: none; }
        section div { padding: 0 16px; white-space: pre-wrap; overflow-wrap: anywhere; }
        section .source { width: max-content; white-space: pre; overflow-wrap: normal; }
        section .finding:not(:first-child) { margin-top: 8px; }
        b.error { color: light-dark(#b3261e, #f2766b); }
        b.warning { color: light-dark(#8a5a00, #e0ad52); }
        b.note { color: light-dark(#0b5cad, #7db7f5); }
        .shown { font-weight: 600; }
        p { margin: 0; padding: 3px 16px; border-top: 1px solid light-dark(#ddd, #333); color: light-dark(#55555f, #a8a8b3); }

        """

    static let script = """
        "use strict";
        (() => {
          const frame = document.querySelector("iframe");
          const section = document.querySelector("section");
          const line = document.querySelector("p");
          // Source lines and the carets below them stay as they are; everything else wraps.
          const lines = (text) => text.replace(/\\n$/, "").split("\\n").map((text) => {
            const row = document.createElement("div");
            const heading = /^(\\S.*?: |)(error|warning|note)(: .*)$/.exec(text);
            if (heading) {
              const severity = document.createElement("b");
              severity.className = severity.textContent = heading[2];
              row.className = "finding";
              row.append(heading[1], severity, heading[3]);
            } else {
              row.className = /^ *\\d* \\| /.test(text) ? "source" : text.startsWith("shown: ") ? "shown" : "";
              row.append(text);
            }
            return row;
          });
          let shown = null;
          const events = new EventSource("/.preview/events");
          events.addEventListener("state", (event) => {
            const state = JSON.parse(event.data);
            document.title = `${state.title} · preview`;
            section.replaceChildren(...(state.findings ? lines(state.findings) : []));
            section.hidden = !state.findings;
            section.className = state.hasErrors ? "errors" : "";
            line.textContent = state.summary;
            if (shown !== null && shown !== state.version) {
              const inner = frame.contentWindow;
              const place = [inner.scrollX, inner.scrollY];
              frame.addEventListener("load", () => frame.contentWindow.scrollTo(...place), { once: true });
              inner.location.replace(state.page);
            }
            shown = state.version;
          });
          events.addEventListener("error", () => { line.textContent = "the preview has ended, or is starting again"; });
        })();

        """
}
