"""Puts plans for balance tests and core work on a clip."""

from typing import Any

from recoil.device.files import replace_file
from recoil.device.repl import Link
from recoil.screening.plans import PATHS, encoded


def send_plan(link: Link, plain: dict[str, Any]) -> None:
    """Put a plan, as `screening.plans.plan_from` made it, on the clip: whole or not at all."""
    replace_file(link, PATHS[plain["kind"]], encoded(plain))
