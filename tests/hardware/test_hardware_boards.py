"""Every board that the firmware knows: against its maker's numbers, and running on the virtual clip with its pins."""

import json
import tomllib
from pathlib import Path

import pytest

from hardware_folder import FOLDER, load
from recoil.device.flash.checks import BOARDS as FLASHED
from recoil.device.flash.micropython import BOARDS as MICROPYTHON
from recoil.device.flash.micropython import VARIANTS
from recoil.session import open_session
from recoil.simulation.clip.clip import Motion, VirtualClip
from recoil.simulation.clip.hardware.wiring import WIRINGS
from recoil.simulation.runner import Runner, Worn, simulate

texts, layout = load("hardware.texts"), load("hardware.cad.layout")
ABOUT = tomllib.loads((FOLDER / "boards.toml").read_text())
# By hand from MicroPython's ports/rp2/boards (mpconfigboard.h, pins.csv) and the SDK's boards/*.h.
MAKERS = {
    "feather_rp2040": ("Adafruit Feather RP2040 with RP2040", {"i2c": 1, "sda": 2, "scl": 3, "light": 16}, "bootsel"),
    "nano_rp2040": ("Arduino Nano RP2040 Connect with RP2040", {"i2c": 0, "sda": 12, "scl": 13, "light": 6}, 25),
    "thingplus_rp2350": (
        "SparkFun Thing Plus RP2350 with RP2350",
        {"i2c": 1, "sda": 6, "scl": 7, "light": 14},
        "bootsel",
    ),
    "feather_rp2350": ("Adafruit Feather RP2350 with RP2350", {"i2c": 1, "sda": 2, "scl": 3, "light": 21}, "bootsel"),
    "picolipo": ("Pimoroni Pico LiPo 16MB with RP2040", {"i2c": 0, "sda": 4, "scl": 5, "light": 25}, 23),
}
# The makers' board files: outline in mm.
SIZES_MM = {"thingplus_rp2350": [58.42, 22.86], "feather_rp2350": [50.8, 22.86], "feather_rp2040": [50.8, 22.86]}
# Without a case: Arduino's data sheet ABX00053; the Pico's data sheet, whose footprint Pimoroni says it keeps.
OTHER_SIZES_MM = {"nano_rp2040": [45.0, 18.0], "picolipo": [51.0, 21.0]}
# mA: 1,000 V over the charger's resistor (5.1 kohm in Adafruit's board files); SparkFun's guide; Pimoroni's shop. KB:
# the processors' data sheets. MB, and bits at a time: MicroPython's and the SDK's board files, and their boot stages.
CHARGES = {"feather_rp2040": 196, "feather_rp2350": 196, "thingplus_rp2350": 214, "picolipo": 215, "nano_rp2040": 0}
MEMORY = {
    "feather_rp2040": (264, 8, 1),
    "nano_rp2040": (264, 16, 4),
    "thingplus_rp2350": (520, 16, 4),
    "feather_rp2350": (520, 8, 4),
    "picolipo": (264, 16, 4),
}
KEYS = sorted(MAKERS)
NEW = ("thingplus_rp2350", "feather_rp2350", "picolipo")


def test_there_are_no_others() -> None:
    assert set(ABOUT) == set(WIRINGS) == set(MAKERS)


@pytest.mark.parametrize("key", KEYS)
def test_pins_are_the_makers(key: str) -> None:
    machine, pins, button = MAKERS[key]
    build = load("hardware.wiring.data").BUILDS[key]
    assert {name: build[name] for name in pins} == pins
    assert build["button"] == button
    assert WIRINGS[key].machine == machine


@pytest.mark.parametrize("key", KEYS)
def test_what_a_buyer_compares_is_the_makers(key: str) -> None:
    about = ABOUT[key]
    assert about["size_mm"] == (SIZES_MM | OTHER_SIZES_MM)[key]
    assert about["charge_ma"] == CHARGES[key]
    assert (about["ram_kb"], about["flash_mb"], about["flash_bits"]) == MEMORY[key]
    assert about["radio"] == (key == "thingplus_rp2350")


def test_three_boards_have_a_case_that_takes_their_length() -> None:
    assert {key: ABOUT[key]["case"] for key in KEYS if ABOUT[key]["case"]} == {
        "feather_rp2040": "feather",
        "feather_rp2350": "feather_rp2350",
        "thingplus_rp2350": "thingplus_rp2350",
    }
    assert set(layout.CASES) == {"feather", "feather_rp2350", "thingplus_rp2350"}
    for key, size_mm in SIZES_MM.items():
        assert layout.CASES[ABOUT[key]["case"]].room_x_mm > size_mm[0] + 0.4, key


@pytest.mark.parametrize("key", KEYS)
def test_flash_and_doctor_know_it(key: str) -> None:
    assert any(name in MAKERS[key][0] for name in FLASHED)
    name = ABOUT[key]["flash_with"]
    assert "-".join([MICROPYTHON[name], *([VARIANTS[name]] if name in VARIANTS else [])]) == ABOUT[key]["micropython"]


@pytest.mark.parametrize("key", NEW)
def test_what_was_not_tried_is_said(key: str) -> None:
    assert "not run on silicon" in ABOUT[key]["tried"]
    assert ABOUT[key]["source"]
    source = FOLDER.parent / "firmware" / "recoil_clip" / "app" / "boards" / f"{key}.py"
    assert "Not run on silicon yet." in source.read_text()


@pytest.mark.parametrize("key", NEW)
def test_a_run_on_it(tmp_path: Path, key: str) -> None:
    """The app starts by a press, counts steps, lights its light and ends the session whole."""
    clip = VirtualClip(tmp_path / "clip", board=key)
    clip.flash()
    clip.put({"/settings.json": json.dumps({"quiet_start_min": 0, "auto_start": False})})
    plan = simulate(Runner(), Worn(), plan="stand 8, run 25, stand 5")
    script = [{"do": "battery", "at_ms": 1, "percent": 50, "millivolts": 3850}]
    script += [{"do": "press", "at_ms": at_ms, "ms": 1_300} for at_ms in (4_000, 34_000)]
    observed = clip.run(42, Motion.of_simulation(plan, clip.mount), script)
    assert observed.boots == ["power on"] and not observed.of_kind("prompt"), observed.console
    assert observed.lights or observed.of_kind("pin")
    (name,) = [name for name in clip.read() if name.startswith("/sessions/0")]
    (tmp_path / "session").write_bytes(clip.read()[name])
    session = open_session(tmp_path / "session")
    assert session.is_whole
    assert len(session.steps) > 45


@pytest.mark.parametrize("key", ["thingplus_rp2350", "picolipo"])
def test_its_watchdog_bites_and_is_known_afterwards(tmp_path: Path, key: str) -> None:
    """Its registers lie where this processor has them: elsewhere the virtual clip has none and would say so."""
    clip = VirtualClip(tmp_path / "clip", board=key)
    clip.flash()
    clip.put({"/main.py": (
        "from recoil_clip.app.boards.choice import this_board\n"
        "board = this_board()\n"
        "print(board.name, board.watchdog.fired())\n"
        "board.watchdog.start(2000)\n"
        "while True:\n    board.clock.sleep_ms(100)\n"
    )})  # fmt: skip
    observed = clip.run(6)
    assert observed.boots[:2] == ["power on", "watchdog"]
    assert "False" in observed.console and "True" in observed.console


@pytest.mark.parametrize(
    ("millivolts", "percent"), [(3000, 0), (3300, 0), (3700, 20), (3850, 57), (4180, 100), (4250, 100)]
)
def test_the_pico_lipo_tells_the_charge_by_the_voltage(tmp_path: Path, millivolts: int, percent: int) -> None:
    clip = VirtualClip(tmp_path / "clip", board="picolipo")
    clip.flash()
    clip.put({"/main.py": (
        "from recoil_clip.app.boards.choice import this_board\n"
        "board = this_board()\n"
        "board.clock.sleep_ms(200)\n"
        "print('cell', board.own_gauge.percent(), board.own_gauge.millivolts())\n"
    )})  # fmt: skip
    observed = clip.run(2, None, [{"do": "battery", "at_ms": 1, "percent": 10, "millivolts": millivolts}])
    _, told, volts = next(line for line in observed.console.splitlines() if line.startswith("cell")).split()
    assert abs(int(told) - percent) <= 1
    assert abs(int(volts) - millivolts) <= 1


@pytest.mark.parametrize("key", KEYS)
def test_after_a_nap_clock_bus_and_calendar_are_as_before(tmp_path: Path, key: str) -> None:
    """`lightsleep` leaves the processor at 125 MHz, so the bus at 800 kHz, and an RP2040's calendar stood still."""
    clip = VirtualClip(tmp_path / "clip", board=key)
    clip.flash()
    clip.put({"/main.py": (
        "import machine, time\n"
        "from recoil_clip.app.boards.choice import this_board\n"
        "board = this_board()\n"
        "board.slow_down()\n"
        "def transfer_us():\n"
        "    began = time.ticks_us()\n"
        "    board.i2c.readfrom_mem(0x6A, 0x0F, 100)\n"
        "    return time.ticks_diff(time.ticks_us(), began)\n"
        "machine.RTC().datetime((2026, 3, 1, 6, 8, 0, 0, 0))\n"
        "before_us = transfer_us()\n"
        "for _ in range(500):\n    board.nap(120)\n    board.clock.sleep_ms(3)\n"
        "print(machine.freq(), board.clock.gmtime()[:6], abs(transfer_us() - before_us) < 50)\n"
        "machine.RTC().datetime((2026, 3, 1, 6, 12, 0, 0, 0))\n"
        "for _ in range(20):\n    board.nap(1000)\n"
        "print(board.clock.gmtime()[:6])\n"
    )})  # fmt: skip
    observed = clip.run(90)
    told = [line for line in observed.console.splitlines() if line]
    assert told[0] in [f"62500000 (2026, 3, 1, 8, 1, {second}) True" for second in (1, 2)], observed.console
    assert told[1] in [f"(2026, 3, 1, 12, 0, {second})" for second in (19, 20, 21)], (
        "a clock that a host has set is taken"
    )
