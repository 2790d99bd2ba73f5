"""The report: plain text of 80 columns, good to paste, without what belongs to a person."""

import json
import re
import textwrap
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby
from pathlib import Path
from typing import Any

from recoil.device.doctor.finding import Finding, Outcome

WIDTH = 80
LABELS = {Outcome.OK: "ok", Outcome.WARN: "WARN", Outcome.FAIL: "FAIL", Outcome.SKIPPED: "-"}
_INDENT = 16
_MEDIA = re.compile(r"(/run)?/media/[^/\s]+/")


def lines_of(finding: Finding) -> list[str]:
    """Return a finding as lines; `seen` may have several, for several things seen."""
    head = f"{LABELS[finding.outcome]:5} {finding.name:10}"
    lines = []
    for part in private(finding.seen).split("\n"):
        lines += _wrapped(part, _INDENT * " " if lines else head)
    for advice in finding.advice:
        # A rule that is to be copied stays on one line.
        is_rule = "==" in advice
        lines += [f"  {advice}"] if is_rule else _wrapped(private(advice), (_INDENT - 2) * " " + "> ")
    return lines


def _wrapped(part: str, head: str) -> list[str]:
    lines = textwrap.wrap(
        part,
        WIDTH,
        initial_indent=head,
        subsequent_indent=_INDENT * " ",
        break_on_hyphens=False,
        break_long_words=False,
    )
    return [line.rstrip() for line in lines]


def title(when: str) -> str:
    """Return the first line."""
    return f"Recoil doctor, {when}"


def belong_together(one: Finding, other: Finding) -> bool:
    """Whether both were left out for the same reason."""
    return one.outcome == other.outcome == Outcome.SKIPPED and one.seen == other.seen


def together(findings: Sequence[Finding]) -> Finding:
    """Return findings that belong together as one."""
    first = findings[0]
    if len(findings) == 1:
        return first
    return replace(first, name="the rest", seen=f"{', '.join(found.name for found in findings)}: {first.seen}")


def summary(findings: Sequence[Finding]) -> str:
    """Return how it went, in one line."""
    count = {outcome: sum(found.outcome == outcome for found in findings) for outcome in Outcome}
    bad = [
        f"{count[outcome]} {word}{'s' * (plural and count[outcome] > 1)}"
        for outcome, word, plural in ((Outcome.FAIL, "failed", False), (Outcome.WARN, "warning", True))
        if count[outcome]
    ]
    left = f", {count[Outcome.SKIPPED]} not looked at" if count[Outcome.SKIPPED] else ""
    return (", ".join(bad) or "All is well") + left + "."


def text(findings: Sequence[Finding], when: str) -> str:
    """Return the whole report."""
    lines = [title(when), ""]
    for _, group in groupby(findings, lambda found: (found.outcome == Outcome.SKIPPED and found.seen) or id(found)):
        lines += lines_of(together(list(group)))
    return "\n".join([*lines, "", summary(findings)]) + "\n"


def document(findings: Sequence[Finding], when: str) -> dict[str, Any]:
    """Return the report for another program."""
    checks = [
        {
            "name": found.name,
            "outcome": found.outcome.value,
            "seen": private(found.seen),
            "advice": [private(line) for line in found.advice],
        }
        for found in findings
    ]
    return {"when": when, "passed": not has_failed(findings), "checks": checks}


def has_failed(findings: Sequence[Finding]) -> bool:
    """Whether anything does not work."""
    return any(found.outcome == Outcome.FAIL for found in findings)


def private(line: str) -> str:
    """Return a line without names of people: home folders are shortened."""
    home = str(Path.home())
    if len(home) > 1:
        line = line.replace(home, "~")
    return _MEDIA.sub("/media/.../", line)


def as_json(findings: Sequence[Finding], when: str) -> str:
    """Return the report as a JSON document."""
    return json.dumps({"format": 1, **document(findings, when)}, indent=2, ensure_ascii=False) + "\n"
