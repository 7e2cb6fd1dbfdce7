"""What both suites that look at pages share: the frame of a run, and what must hold on any page in any window."""

import argparse
import shutil
import sys
import tempfile
from pathlib import Path

import gates
from browser import Checks
from sites import ROOT


def check(name, browser, checks, home, with_axe=True):
    """What must hold of the page that was just opened; `home` starts every address that it may ask for. Gives the page's facts."""
    facts = browser.facts()
    complaints = browser.complaints()
    checks.expect(not complaints, f"{name}: no console message, found {complaints}")
    strangers = [address for address in browser.requests() if not address.startswith((home, "data:"))]
    checks.expect(not strangers, f"{name}: no request leaves, found {strangers[:3]}")
    checks.expect(facts["sideways"] <= 0, f"{name}: no sideways scrolling, {facts['sideways']} px")
    checks.expect(not facts["broken"], f"{name}: every image is there, broken: {facts['broken']}")
    checks.expect(not facts["twice"], f"{name}: ids are unique, twice: {facts['twice'][:5]}")
    checks.expect(not facts["dead"], f"{name}: every fragment link leads somewhere, dead: {facts['dead']}")
    checks.expect(facts["tops"] == 1, f"{name}: one heading of the first level, found {facts['tops']}")
    checks.expect(not facts["skips"], f"{name}: no level of headings is skipped, found {facts['skips']}")
    checks.expect(not facts["nameless"], f"{name}: everything has a name: {facts['nameless'][:3]}")
    checks.expect(not facts["outside"], f"{name}: no text leaves its chart: {facts['outside'][:5]}")
    if with_axe:
        found = gates.accessibility(browser)
        checks.expect(not found, f"{name}: axe-core finds nothing, found {found[:4]}")
    return facts


def check_markup(name, files, checks):
    """What the Nu HTML checker says of some files."""
    found = gates.validate(files)
    checks.expect(not found, f"{name}: the Nu HTML checker finds nothing, found {len(found)}:\n  " + "\n  ".join(found[:10]))


def run(document, name, look):
    """A suite: `look(trinity, scratch, checks, pictures)` with a folder that goes with the run and one that stays. Ends the program."""
    parser = argparse.ArgumentParser(description=document, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("trinity")
    parser.add_argument("--artefacts", type=Path, default=ROOT / ".bench" / name, help=f"folder for pictures; .bench/{name} by default")
    options = parser.parse_args()
    scratch = Path(tempfile.mkdtemp(prefix=f"trinity-{name}-")).resolve()
    shutil.rmtree(options.artefacts, ignore_errors=True)
    options.artefacts.mkdir(parents=True)
    checks = Checks()
    try:
        look(options.trinity, scratch, checks, options.artefacts)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    print(f"{checks.passed} passed, {checks.failed} failed; pictures in {options.artefacts}")
    sys.exit(1 if checks.failed else 0)
