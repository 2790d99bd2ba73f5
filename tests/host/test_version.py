"""One version, wherever it is said."""

import re
from pathlib import Path

import recoil
from recoil_clip.app.version import VERSION

ROOT = Path(__file__).resolve().parents[2]


def test_host_firmware_and_citation_agree():
    citation = re.search(r"^version: (\S+)$", (ROOT / "CITATION.cff").read_text(encoding="utf-8"), re.M)
    assert citation and recoil.__version__ == VERSION == citation.group(1)


def test_the_changelog_has_it_with_its_date():
    dated = re.findall(
        r"^## (\d+\.\d+\.\d+) - \d{4}-\d{2}-\d{2}$", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.M
    )
    assert dated and dated[0] == VERSION
