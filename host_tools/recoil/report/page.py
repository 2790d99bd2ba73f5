"""The shell of every page: one HTML file that needs nothing else.

    page = Page("Run of 22 November", lead="31 minutes, 168 steps/min")
    page.section("What matters", tag("p", "…"), chart(...))
    page.write(Path("run.html"))

Styles and scripts are inlined, and named by their hashes in a content security policy: nothing else can run, and
nothing is ever fetched. What is shown goes through `markup`, which escapes it.
"""

import base64
import hashlib
import re
from collections.abc import Container
from functools import cache
from importlib import resources
from pathlib import Path

from recoil.common.staging import Staging

from .markup import Html, joined, markup, shown, tag

STYLES = ("page.css",)
CHART_STYLES = ("uPlot.min.css", "page.css", "charts.css")
FIRST_SCRIPTS = ("theme.js",)  # before anything is drawn
SCRIPTS = ("page.js",)
CHART_SCRIPTS = ("sharp.js", "uPlot.iife.min.js", "columns.js", "marks.js", "charts.js", "zoom.js", "page.js")
LONGEST_NAME = 120
SPRING = Html(
    '<svg class="spring" viewBox="0 0 30 16" width="30" height="16" aria-hidden="true">'
    '<path d="M1 8h3c0-8 6-8 6 0s-4 6-3 0 7-8 7 0-4 6-3 0 7-8 7 0-4 6-3 0 6-8 6 0h4"/></svg> '
)


class Page:
    """A page in the making: `section` after `section`, then `html` or `write`."""

    def __init__(self, title: str, lead: object = None, kicker: object = None) -> None:
        """`title` is the page's heading, `lead` what a reader should know first, `kicker` a line above the title."""
        self.title = shown(title, 200).strip()
        self._lead = lead
        self._kicker = kicker
        self._sections: list[tuple[str, str, Html]] = []
        self._footer: list[Html] = []

    def section(self, heading: str, *parts: object, id_: str | None = None, folded: bool = False) -> "Page":
        """Add a section under a heading of its own, which the table of contents lists.

        A `folded` one shows its heading only until it is asked for; print leaves it out while it is folded.
        """
        name = id_ or f"section-{len(self._sections) + 1}"
        title = tag("h2", heading, id=f"{name}-title")
        content: tuple[object, ...] = (title, *parts)
        if folded:
            content = (tag("details", tag("summary", title), *parts, class_="fold"),)
        element = tag("section", *content, id=name, aria_labelledby=f"{name}-title")
        self._sections.append((name, heading, element))
        return self

    def footer(self, *parts: object) -> "Page":
        """Add to the end of the page."""
        self._footer.append(joined(parts))
        return self

    @property
    def lead(self) -> object:
        """What a reader should know first."""
        return self._lead

    def body(self, leaves_out: Container[str] = ()) -> Html:
        """Return the sections alone, for a page that has a shell of its own; `leaves_out` are names of sections."""
        return joined(element for name, _, element in self._sections if name not in leaves_out)

    def html(self) -> str:
        """Return the page."""
        body = self.body()
        has_charts = 'class="chart"' in body
        first = [asset(name) for name in FIRST_SCRIPTS]
        last = [asset(name) for name in (CHART_SCRIPTS if has_charts else SCRIPTS)]
        styles = [asset(name) for name in (CHART_STYLES if has_charts else STYLES)]
        policy = (
            f"default-src 'none'; script-src {hashes([*first, *last])}; style-src {hashes(styles)}; "
            "img-src data:; base-uri 'none'; form-action 'none'"
        )
        head = tag(
            "head",
            tag("meta", charset="utf-8"),
            tag("meta", http_equiv="Content-Security-Policy", content=Html(policy)),
            tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
            tag("meta", name="color-scheme", content="light dark"),
            tag("meta", name="referrer", content="no-referrer"),
            tag("title", f"{self.title} · Recoil"),
            tag("link", rel="icon", href="data:,"),
            *(tag("style", style) for style in styles),
            *(tag("script", script) for script in first),
        )
        contents = tag(
            "nav",
            tag("ol", *(tag("li", tag("a", heading, href=f"#{name}")) for name, heading, _ in self._sections)),
            aria_label="On this page",
            class_="contents",
        )
        header = tag(
            "header",
            tag("p", SPRING, self._kicker, class_="kicker") if self._kicker else None,
            tag("h1", self.title),
            tag("p", self._lead, class_="lead") if self._lead else None,
            tools('class="fold"' in body),
            class_="page-head",
        )
        page = tag(
            "body",
            tag("a", "To the content", href="#content", class_="skip"),
            header,
            contents,
            tag("main", body, id="content", tabindex="-1"),
            tag("footer", *self._footer) if self._footer else None,
            *(tag("script", script) for script in last),
        )
        return f"<!doctype html>\n{tag('html', head, page, lang='en')}\n"

    def write(self, path: Path) -> int:
        """Write the page, whole or not at all; return its size in bytes."""
        content = self.html().encode()
        with Staging() as staging:
            staging.write(path, content)
        return len(content)


def tools(unfolds: bool = False) -> Html:
    """Return the page's buttons; without scripts there is nothing for them to do."""
    return tag(
        "div",
        tag("button", "Unfold all", type="button", id="unfold") if unfolds else None,
        tag("button", "Dark", type="button", id="theme", aria_pressed="false"),
        tag("button", "Print", type="button", id="print"),
        class_="tools needs-script",
    )


def hashes(contents: list[Html]) -> str:
    """Return what a content security policy calls inlined text by."""
    digests = (base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in contents)
    return " ".join(f"'sha256-{digest}'" for digest in digests) or "'none'"


@cache
def asset(name: str) -> Html:
    """Return a style or script of ours, as it stands."""
    return Html((resources.files("recoil.report") / "assets" / name).read_text(encoding="utf-8").strip())


def file_name(name: str, ending: str = ".html") -> str:
    """Return a name fit for a file on any system."""
    plain = re.sub(r"[^\w.+-]+", "_", shown(name), flags=re.ASCII).strip("._-")
    return f"{plain[:LONGEST_NAME] or 'session'}{ending}"


def text_of(part: object) -> str:
    """Return a part of a page without its markup, for lists and JSON."""
    import html

    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", markup(part))).split())
