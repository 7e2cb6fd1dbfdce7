"""A headless Chromium for looking at pages, and what to look for on any page."""

import base64
import json
import shutil

from selenium import webdriver

# What a reader would notice on any page, as numbers and lists that should be empty.
PAGE_FACTS = """
const ids = [...document.querySelectorAll('[id]')].map(e => e.id);
const visible = e => e.getClientRects().length > 0;
const outside = [...document.querySelectorAll('svg')].filter(visible).flatMap(svg => {
  const frame = svg.getBoundingClientRect();
  return [...svg.querySelectorAll('text')].filter(visible).filter(text => {
    const box = text.getBoundingClientRect();
    return box.width > 0 && (box.left < frame.left - 2 || box.right > frame.right + 2 || box.top < frame.top - 2 || box.bottom > frame.bottom + 2);
  }).map(text => text.textContent.slice(0, 40));
});
const levels = [...document.querySelectorAll('h1, h2, h3, h4, h5, h6')].map(e => +e.nodeName[1]);
const named = e => (e.getAttribute('aria-label') || e.textContent || e.getAttribute('alt') || e.querySelector('[alt]')?.alt || '').trim();
return {
  title: document.title,
  scripts: document.querySelectorAll('script, iframe, object, embed').length,
  handlers: [...document.querySelectorAll('*')].filter(e => [...e.attributes].some(a => a.name.startsWith('on'))).length,
  twice: ids.filter((id, index) => ids.indexOf(id) !== index),
  sideways: document.documentElement.scrollWidth - document.documentElement.clientWidth,
  charts: [...document.querySelectorAll('figure svg, figure picture')].filter(visible).length,
  broken: [...document.images].filter(e => e.complete && e.naturalWidth === 0).map(e => e.src),
  dead: [...document.querySelectorAll('a[href^="#"]')].filter(a => !document.getElementById(decodeURIComponent(a.hash.slice(1)))).map(a => a.hash),
  narrow: [...document.querySelectorAll('.chart.narrow')].filter(visible).length,
  tops: levels.filter(level => level === 1).length,
  skips: levels.filter((level, index) => level > (index ? levels[index - 1] : 0) + 1),
  nameless: [...document.querySelectorAll('a, button, summary, [role=group], img, svg[role=img]')].filter(e => !named(e)).map(e => e.outerHTML.slice(0, 80)),
  background: getComputedStyle(document.body).backgroundColor,
  outside,
};
"""


class Browser:
    """A headless Chromium whose size and colour scheme can be set."""

    def __init__(self):
        options = webdriver.ChromeOptions()
        for argument in ["--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--allow-file-access-from-files"]:
            options.add_argument(argument)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
        service = webdriver.ChromeService(executable_path=shutil.which("chromedriver"))
        self.driver = webdriver.Chrome(options=options, service=service)

    def open(self, address, width=1440, scheme="light", media=""):
        """Loads an address in a window of a width, as somebody who prefers a colour scheme sees it."""
        self.look(width, scheme, media)
        self.driver.get_log("browser")
        self.driver.get_log("performance")
        self.driver.get(address if isinstance(address, str) else address.as_uri())

    def look(self, width, scheme, media=""):
        """Changes the window and the preference under a loaded page."""
        self.driver.execute_cdp_cmd(
            "Emulation.setDeviceMetricsOverride",
            {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False})
        self.driver.execute_cdp_cmd(
            "Emulation.setEmulatedMedia", {"media": media, "features": [{"name": "prefers-color-scheme", "value": scheme}]})

    def complaints(self):
        """Console messages since the page was opened."""
        return [entry["message"] for entry in self.driver.get_log("browser")]

    def requests(self):
        """Addresses that were asked for since the page was opened."""
        entries = [json.loads(entry["message"])["message"] for entry in self.driver.get_log("performance")]
        return [
            entry["params"]["request"]["url"] for entry in entries if entry["method"] == "Network.requestWillBeSent"]

    def run(self, script, *arguments):
        return self.driver.execute_script(script, *arguments)

    def run_later(self, script, *arguments):
        """Runs a script that calls its last argument with its result."""
        return self.driver.execute_async_script(script, *arguments)

    def facts(self):
        return self.run(PAGE_FACTS)

    def shoot(self, path):
        """Writes a picture of the whole page."""
        path.parent.mkdir(parents=True, exist_ok=True)
        picture = self.driver.execute_cdp_cmd("Page.captureScreenshot", {"captureBeyondViewport": True})
        path.write_bytes(base64.b64decode(picture["data"]))

    def paper(self):
        """The page as a PDF on A4."""
        printed = self.driver.execute_cdp_cmd("Page.printToPDF", {"printBackground": True, "paperWidth": 8.27, "paperHeight": 11.69})
        return base64.b64decode(printed["data"])

    def close(self):
        self.driver.quit()


class Checks:
    """Counts what held and says what did not."""

    def __init__(self):
        self.passed = self.failed = 0

    def expect(self, condition, what):
        if condition:
            self.passed += 1
        else:
            self.failed += 1
            print(f"FAILED: {what}", flush=True)
        return bool(condition)


def luminance(color):
    """How bright a CSS rgb() colour is, from 0 to 255 (ITU-R BT.601)."""
    red, green, blue = [float(part) for part in color[color.index("(") + 1:-1].split(",")[:3]]
    return 0.299 * red + 0.587 * green + 0.114 * blue
