"""Make everything that is generated. Models and pictures need build123d; tables and diagrams do not."""

import argparse
from pathlib import Path

from . import texts
from .wiring import diagram
from .wiring.data import BUILDS

FOLDER = Path(__file__).parent


def main() -> None:
    """Write tables, diagrams, models and pictures, or only some of them."""
    parser = argparse.ArgumentParser(prog="python -m hardware.build", description=__doc__)
    parser.add_argument("--only", choices=("texts", "models", "pictures"), help="only these")
    parser.add_argument("--to", type=Path, default=FOLDER, metavar="FOLDER", help="elsewhere than where they belong")
    arguments = parser.parse_args()
    only, to = arguments.only, arguments.to
    to.mkdir(parents=True, exist_ok=True)
    if only in (None, "models"):
        from .cad.export import export

        export(to / "models")
    if only in (None, "pictures"):
        from .pictures.album import album

        album(to / "pictures")
    if only in (None, "texts"):
        for key in BUILDS:
            diagram.draw(key, to)
        for name, text in texts.pages().items():
            (to / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
