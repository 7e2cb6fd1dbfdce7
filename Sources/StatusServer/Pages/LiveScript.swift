/// Brings a page up to date when a run changes: it asks for the page anew and puts its new content in place. While somebody fills in a form,
/// nothing moves.
enum LiveScript {
    static let text = """
        "use strict";
        (() => {
          let timer = 0;
          const renew = async () => {
            timer = 0;
            const active = document.activeElement;
            if (active && active.closest("form")) return;
            try {
              const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
              if (!answer.ok) return;
              const page = new DOMParser().parseFromString(await answer.text(), "text/html");
              for (const part of ["main", "header .period p"]) {
                const [old, fresh] = [document.querySelector(part), page.querySelector(part)];
                if (old && fresh) old.replaceWith(fresh);
              }
            } catch { /* The server is away; the next event comes when it is back. */ }
          };
          setInterval(() => { if (!timer && document.querySelector("main .running")) renew(); }, 2000);
          const events = new EventSource("/api/v1/events");
          events.addEventListener("run", () => { if (!timer) timer = setTimeout(renew, 200); });
          let wasOpen = false;
          events.addEventListener("open", () => { if (wasOpen) renew(); wasOpen = true; });
        })();

        """
}
