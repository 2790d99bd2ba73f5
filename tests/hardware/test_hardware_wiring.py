"""One wiring: board files, drivers, the virtual clip, the bill of materials and `wiring.toml` agree."""

import ast
from pathlib import Path
from typing import Any

import pytest

from hardware_folder import FOLDER, ROOT, load
from recoil.simulation.clip.hardware.wiring import WIRINGS

bill, texts = load("hardware.bill"), load("hardware.texts")
data, diagram = load("hardware.wiring.data"), load("hardware.wiring.diagram")
BOARDS = ROOT / "firmware" / "recoil_clip" / "app" / "boards"
DRIVERS = ROOT / "firmware" / "recoil_clip" / "drivers"
BUILDS = sorted(data.BUILDS)


def calls(path: Path, name: str) -> list[ast.Call]:
    tree = ast.parse(path.read_text())
    return [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and name in (getattr(node.func, "id", ""), getattr(node.func, "attr", ""))
    ]


def number(node: ast.expr) -> int:
    """A number, or that of a `Pin(number, ...)`."""
    if isinstance(node, ast.Call):
        node = node.args[0]
    assert isinstance(node, ast.Constant)
    assert isinstance(node.value, int)
    return node.value


def constants(path: Path) -> dict[str, Any]:
    """What a board's class says in so many words."""
    classes = [node for node in ast.parse(path.read_text()).body if isinstance(node, ast.ClassDef)]
    body = [node for found in classes for node in found.body]
    return {
        ast.unparse(node.targets[0]): ast.literal_eval(node.value)
        for node in body
        if isinstance(node, ast.Assign) and not isinstance(node.value, ast.Name)
    }


def pins_of_firmware(key: str) -> dict[str, int | str]:
    path = BOARDS / f"{key}.py"
    said = constants(path)
    i2c, sda, scl = said["bus"]
    others = {number(pin): ast.unparse(pin) for pin in calls(path, "Pin")}
    lamps = [said["pixel"]] if "pixel" in said else []
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "self._lamp":
            lamps.append(number(node.value))
    inputs = [pin for pin, text in others.items() if "PULL_UP" in text]
    button = inputs[0] if inputs else "bootsel"
    assert len(lamps) == 1
    return {"i2c": i2c, "sda": sda, "scl": scl, "light": lamps[0], "button": button}


def address_of_driver(file: str) -> int:
    for node in ast.walk(ast.parse((DRIVERS / file).read_text())):
        if isinstance(node, ast.FunctionDef) and node.name == "__init__":
            names = [argument.arg for argument in node.args.args]
            defaults = dict(zip(names[len(names) - len(node.args.defaults) :], node.args.defaults, strict=True))
            if "address" in defaults:
                return number(defaults["address"])
    raise AssertionError(f"{file} has no address")


def test_every_board_of_the_firmware_is_wired() -> None:
    boards = {path.stem for path in BOARDS.glob("*.py") if "mount" in constants(path)}
    assert boards == set(data.BUILDS) == set(WIRINGS)


@pytest.mark.parametrize("key", BUILDS)
def test_pins_are_the_firmwares(key: str) -> None:
    wired = {name: data.BUILDS[key][name] for name in ("i2c", "sda", "scl", "light", "button")}
    assert wired == pins_of_firmware(key)


@pytest.mark.parametrize("key", BUILDS)
def test_pins_are_the_virtual_clips(key: str) -> None:
    build, virtual = data.BUILDS[key], WIRINGS[key]
    assert (build["i2c"], build["sda"], build["scl"], build["button"]) == (
        virtual.i2c,
        virtual.sda,
        virtual.scl,
        virtual.button,
    )


@pytest.mark.parametrize("key", BUILDS)
def test_single_wires_end_at_the_firmwares_pins(key: str) -> None:
    gpio = {wire[1]: wire[4] for wire in data.BUILDS[key].get("wires", []) if len(wire) > 4}
    build = data.BUILDS[key]
    for name, pin in gpio.items():
        assert pin in (build["sda"], build["scl"], build["button"]), name


@pytest.mark.parametrize("part", sorted(part for part in data.PARTS if "driver" in data.PARTS[part]))
def test_addresses_are_the_drivers(part: str) -> None:
    assert data.PARTS[part]["address"] == address_of_driver(data.PARTS[part]["driver"])


@pytest.mark.parametrize("key", BUILDS)
def test_every_driver_has_its_chip(key: str) -> None:
    there = {data.PARTS[part]["driver"] for part in data.BUILDS[key]["parts"] if "driver" in data.PARTS[part]}
    assert {"lsm6dsox.py", "drv2605l.py"} <= there


def test_plugs_fit_and_are_used_once() -> None:
    assert data.problems() == []


def test_a_plug_used_twice_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    cables = data.BUILDS["feather_rp2040"]["cables"]
    monkeypatch.setitem(data.BUILDS["feather_rp2040"], "cables", [*cables, ["battery", "lead", "gauge", "QT left", ""]])
    assert data.problems() == [
        "feather_rp2040: battery, lead is used twice",
        "feather_rp2040: gauge, QT left is used twice",
        "feather_rp2040: battery, lead does not fit gauge, QT left",
    ]


def test_the_bill_has_what_is_wired() -> None:
    assert bill.problems() == []


def test_no_maker_number_without_where_it_was_confirmed() -> None:
    for item in bill.items():
        if any(letter.isdigit() for letter in item.maker_number) and item.price_says != "included":
            assert item.confirmed != "no", item.id


def test_pages_are_up_to_date() -> None:
    for name, text in texts.pages().items():
        assert (FOLDER / name).read_text(encoding="utf-8") == text, f"{name}: run python -m hardware.build --only texts"


@pytest.mark.parametrize("key", BUILDS)
def test_diagrams_are_up_to_date(key: str) -> None:
    assert (FOLDER / f"wiring-{key}.svg").read_text(encoding="utf-8") == diagram.svg(key)


def test_links_lead_somewhere() -> None:
    for page in FOLDER.glob("*.md"):
        for part in page.read_text(encoding="utf-8").split("](")[1:]:
            target = part.split(")")[0]
            if "://" not in target:
                assert (page.parent / target.split("#")[0]).exists(), f"{page.name}: {target}"
