"""Makes the README's picture of a report: `python -m recoil.report.picture REPORT.html OUT.png`.

    recoil demo && python -m recoil.report.picture recoil-demo/report.html docs/images/report.png

It is the page's beginning, and its first charts below it, as a desktop browser shows them.
"""

import sys
from pathlib import Path

from recoil.common.errors import RecoilError, one_line

from .browser import opened

WIDTH_PX, HEIGHT_PX = 1000, 1500
LEFT_OUT = ".tools, .contents, .card details, main > section:has(> .fold):not(#time), #time .note, #time .fold details"
UNFOLD = "() => { document.querySelector('#time > .fold').open = true; }"
USAGE = "python -m recoil.report.picture REPORT.html OUT.png"


def take(report: Path, picture: Path) -> None:
    """Photograph a report."""
    with opened() as browser:
        page = browser.new_page(viewport={"width": WIDTH_PX, "height": HEIGHT_PX})
        page.goto(report.resolve().as_uri())
        # What matters and the first two charts; what only helps to use the page is left out.
        page.evaluate("(names) => { for (const part of document.querySelectorAll(names)) part.remove(); }", LEFT_OUT)
        page.evaluate(UNFOLD)
        page.locator("#bounce canvas").wait_for()
        page.wait_for_timeout(300)
        end = page.locator("#bounce").bounding_box()
        height = min(end["y"] + end["height"] + 10, 4000) if end else HEIGHT_PX
        page.screenshot(path=picture, full_page=True, clip={"x": 0, "y": 0, "width": WIDTH_PX, "height": height})


def main(arguments: list[str]) -> int:
    """Run as a program."""
    if len(arguments) != 2:
        print(USAGE, file=sys.stderr)
        return 2
    try:
        take(Path(arguments[0]), Path(arguments[1]))
    except RecoilError as error:
        print(f"error: {one_line(error)}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
