"""Every picture of the folder."""

from collections.abc import Callable
from pathlib import Path

from PIL import Image

from ..cad import dimensions as d
from ..cad import parts
from ..cad.layout import BOARDS, CASES, PLACES, REFERENCE, holes, spot
from . import notes, worn
from .render import Body, View, draw
from .scene import Point, body, bought

QT = ("#222222", "#d23b2f", "#2f6fd2", "#d8b400")
POWER = ("#222222", "#d23b2f")
MOTOR = ("#d23b2f", "#2f6fd2")
BEHIND = (0.45, 0.35, 1.0)  # from behind the runner: onto the outer face
FRONT = (-0.5, 0.35, -1.0)  # from the runner's side
SWITCH = spot("switch", "lever")
THING = "thingplus_rp2350"
_INTO_PLATE = (-0.25, -0.55, 1.1)
_INTO_SHELL = (0.25, 0.55, -1.1)


def album(folder: Path) -> None:
    """Draw all pictures into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    worn.draw(folder)
    for name, make in PICTURES.items():
        make().quantize(96, method=Image.Quantize.MEDIANCUT).save(folder / f"{name}.png", optimize=True)


def _picture(
    bodies: list[Body], towards: Point, size: tuple[int, int] = (1100, 760), margin: int = 110, finer: int = 2
):
    view = View(towards, size_px=size).fit(bodies, margin)
    return draw(bodies, view, finer), view


def outside() -> Image.Image:
    """The clip from behind the runner, with its axes."""
    picture, view = _picture(
        [body(name) for name in ("shell", "plate", "spring", "button", "stopper")], BEHIND, margin=150
    )
    _, y, z = spot("feather", "bootsel")
    u, v, _ = spot("feather", "light")
    face = REFERENCE.z_mm
    notes.label(picture, view, [
        ("button, in the\nright side", (REFERENCE.x_mm / 2 + d.BUTTON_DOME_MM, y, z), (0.80, 0.90)),
        ("light shines\nthrough here", (u, v, face), (0.36, 0.93)),
        ("USB, under its stopper,\nand the switch", (-REFERENCE.x_mm / 2 - 1.2, -8.8, 13.0), (0.02, 0.12)),
        ("spring goes inside\nthe waistband", (0, 22, -5), (0.40, 0.05)),
    ])  # fmt: skip
    notes.arrow(picture, view, (-10, 5, face), (-10, 19, face), "up", "#1a7f37")
    notes.arrow(picture, view, (-10, 5, face), (5, 5, face), "runner's right", "#b42318")
    return picture


def runners_side() -> Image.Image:
    """The clip as it lies on the runner's back."""
    picture, view = _picture([body(name) for name in ("shell", "plate", "spring", "stopper")], FRONT, margin=130)
    notes.label(picture, view, [
        ("waistband goes\nin here, from below", (8, -18.5, -2.5), (0.02, 0.90)),
        ("slots for an\nelastic of 12 mm", (-23.5, 8, -5.6), (0.78, 0.93)),
        ("the motor taps\nin there", (-12, 2, 0), (0.50, 0.95)),
        ("screws of the spring", (26.5, 18.0, -5), (0.03, 0.08)),
        ("switch", (*SWITCH[:2], 11.5), (0.88, 0.20)),
    ])  # fmt: skip
    return picture


def exploded() -> Image.Image:
    """Everything apart, along z."""
    bodies = [body("spring", (0, 0, -26)), body("plate"), *bought("motor", (0, 0, 14))]
    for name in ("sensor", "driver", "gauge"):
        bodies += bought(name, (0, 0, 30))
    for name in ("feather", "battery", "switch"):
        bodies += bought(name, (0, 0, 60))
    bodies += [body("shell", (0, 0, 104)), body("button", (16, 0, 104)), body("stopper", (-16, 0, 104))]
    picture, view = _picture(bodies, (0.95, 0.42, 0.62), (1300, 760), 90)
    motor = PLACES["motor"]
    notes.label(picture, view, [
        ("spring", (20, 22, -28), (0.86, 0.17)),
        ("back plate", (0, 22, 1), (0.70, 0.05)),
        ("coin motor", (motor.x_mm, motor.y_mm + 4, 17), (0.58, 0.08)),
        ("motor driver", (-16, 19, 36), (0.46, 0.03)),
        ("motion sensor", (-8, -19, 36), (0.52, 0.97)),
        ("battery gauge", (26, -12, 34), (0.70, 0.80)),
        ("battery", (10, 20, 76), (0.44, 0.08)),
        ("Feather", (16, -20.6, 71), (0.40, 0.97)),
        ("shell", (-10, 22, 120), (0.14, 0.10)),
        ("switch", (-28, 11, 72), (0.30, 0.05)),
        ("button", (46, -5, 117), (0.14, 0.95)),
        ("stopper", (-48, -9, 117), (0.01, 0.30)),
    ])  # fmt: skip
    return picture


def on_the_bed() -> Image.Image:
    """All parts as they are printed."""
    places = {
        "shell": (-38, 26, 0),
        "plate": (36, 26, 0),
        "spring": (-88, -6, 0),
        "button": (10, -26, 0),
        "stopper": (36, -26, 0),
    }
    bodies = [body(name, place, on_bed=True) for name, place in places.items()]
    view = View((0.25, -0.75, 0.8), up=(0, 0, 1), size_px=(1100, 760)).fit(bodies, 100)
    picture = draw(bodies, view)
    notes.label(picture, view, [
        ("shell: outer face down", (-30, 4, 17), (0.30, 0.06)),
        ("back plate: runner's side down", (36, 4, 2), (0.62, 0.06)),
        ("spring: on its side", (-88, -22, 30), (0.03, 0.93)),
        ("button: pressed face down (TPU)", (10, -31, 3), (0.28, 0.95)),
        ("stopper: cap down (TPU)", (36, -26, 2), (0.70, 0.88)),
    ])  # fmt: skip
    return picture


def step_motor() -> Image.Image:
    """The motor into its seat."""
    picture, view = _picture([body("plate"), *bought("motor", (12, 0, 16))], _INTO_PLATE, margin=120)
    motor = PLACES["motor"]
    x, y = motor.x_mm, motor.y_mm
    ring = BOARDS["motor"]["diameter_mm"] / 2 + d.MOTOR_PLAY_MM / 2 + d.MOTOR_RING_MM
    bollard = (x - ring + d.BOLLARD_AWAY_MM[0], y + d.BOLLARD_AWAY_MM[1], d.PLATE_MM + d.BOLLARD_MM)
    notes.cable(picture, view, [(x + 8, y, 18), (x + 2, y + 5, 18), (x - 2, y + 10, 18), (x + 4, y + 14, 20)], MOTOR)
    notes.arrow(picture, view, (x + 10, y, 13), (x + 2, y, 4.5), "", "#1a7f37")
    notes.label(picture, view, [
        ("leads leave through the slot\nand go once round the bollard", bollard, (0.03, 0.07)),
        ("motor, tape on its flat face", (x + 15, y + 1, 18.5), (0.72, 0.07)),
        ("tube for the fourth screw", (-26.0, -17.7, 9.8), (0.02, 0.94)),
        ("posts and groove\nof the sensor", (-12, -18.6, 7), (0.34, 0.95)),
        ("pegs of the gauge", (25.0, -8.8, 3), (0.75, 0.90)),
    ])  # fmt: skip
    return picture


def step_boards() -> Image.Image:
    """Sensor, driver and gauge on the plate, with their cables."""
    bodies = [body("plate"), *bought("motor"), *bought("sensor"), *bought("driver"), *bought("gauge")]
    picture, view = _picture(bodies, _INTO_PLATE)
    plus, minus = spot("driver", "motor_plus"), spot("driver", "motor_minus")
    notes.cable(picture, view, _loop(spot("sensor", "qt_left"), spot("driver", "qt_left"), (-6, 0, 5)), QT)
    notes.cable(picture, view, _loop(spot("gauge", "qt_left"), spot("sensor", "qt_right"), (-2, -5, 3)), QT)
    notes.label(picture, view, [
        ("motor's leads, soldered\nfrom below to + and -", ((plus[0] + minus[0]) / 2, plus[1], plus[2]), (0.02, 0.06)),
        ("motor driver:\n2 screws M2 x 5", (*holes("driver")[3][:2], 6.1), (0.55, 0.06)),
        ("sensor: 2 screws M2 x 5", holes("sensor")[0], (0.02, 0.78)),
        ("its row of nine goes into\nthe groove, without screws;\nits y arrow points up", (-12, -18, 7), (0.02, 0.92)),
        ("gauge on its pegs,\nthin tape below,\nJST ports to the left", (14, 0, 9), (0.80, 0.93)),
    ])  # fmt: skip
    return picture


def step_shell() -> Image.Image:
    """Button, Feather and battery in the shell."""
    bodies = [body("shell"), body("button"), *bought("feather"), *bought("battery"), *bought("switch")]
    picture, view = _picture(bodies, _INTO_SHELL)
    below = PLACES["feather"].z_mm
    notes.label(picture, view, [
        ("battery on foam tape,\nits leads at the USB end", (10, 12, 9.6), (0.02, 0.08)),
        ("M2 x 5", (*holes("feather")[1][:2], below), (0.88, 0.30)),
        ("M2 x 5", (*holes("feather")[2][:2], below), (0.10, 0.93)),
        ("leave free: the fourth\ncase screw comes here", (*holes("feather")[0][:2], below), (0.70, 0.94)),
        ("button, pushed in\nfrom inside first", (29, -4.9, 12.4), (0.02, 0.50)),
        ("switch, in its pocket", (-25, 10.7, 10), (0.74, 0.06)),
        ("USB", (-30.5, -8.8, 13), (0.93, 0.62)),
    ])  # fmt: skip
    return picture


def step_close() -> Image.Image:
    """The two halves beside each other with the cables between them."""
    up = 46.0
    bodies = [body("plate"), *bought("motor"), *bought("sensor"), *bought("driver"), *bought("gauge")]
    bodies += [body("shell", (0, 0, up), glass=True), *bought("feather", (0, 0, up)), *bought("battery", (0, 0, up))]
    bodies += bought("switch", (0, 0, up))
    picture, view = _picture(bodies, (-1.0, 0.45, 0.5), (1100, 760), 130)
    qt, port, lead = (
        _raised(spot(part, name), up)
        for part, name in (("feather", "qt"), ("feather", "battery_port"), ("battery", "leads"))
    )
    notes.cable(picture, view, _loop(qt, spot("gauge", "qt_right"), (9, 3, 0)), QT)
    pins = _raised(spot("switch", "pins"), up)
    notes.cable(picture, view, _loop(port, spot("gauge", "port_right"), (-6, 4, -4)), POWER[:1])
    notes.cable(picture, view, _loop(port, pins, (2, 3, 2)), POWER[1:])
    notes.cable(picture, view, _loop(pins, spot("gauge", "port_right"), (-4, 4, -6)), POWER[1:])
    notes.cable(picture, view, _loop(lead, spot("gauge", "port_left"), (-9, 0, -6)), POWER)
    notes.label(picture, view, [
        ("1  STEMMA QT:\nFeather to gauge", qt, (0.80, 0.92)),
        ("2  JST jumper: gauge to\nFeather, red over the switch", port, (0.36, 0.93)),
        ("3  LAST:\nbattery to gauge", lead, (0.42, 0.06)),
        ("lip, and groove\nfor the cord", (-29.8, -15, 2), (0.03, 0.90)),
    ])  # fmt: skip
    return picture


def step_spring() -> Image.Image:
    """The spring and the four screws."""
    picture, view = _picture([body("shell"), body("plate"), body("spring", (0, 0, -16))], (-0.75, 0.35, -1.0))
    labels: list[notes.Label] = [("stopper goes here", (-30.6, -8.8, 13.0), (0.80, 0.95))]
    for (x, y), place in zip(d.SPRING_POSTS_MM, ((0.02, 0.16), (0.60, 0.06)), strict=True):
        labels.append(("M2 x 16 through spring and plate", (x, y, -21.8), place))
    labels.append(("M2 x 16, and one\nin the other corner", (*holes("feather")[0][:2], 0), (0.36, 0.93)))
    notes.label(picture, view, labels)
    return picture


def _outside_of(case: str) -> Image.Image:
    """A clip whose button is in its outer face, from behind the runner."""
    about, names = CASES[case], parts.of(case)
    bodies = [body(names[kind], case=case) for kind in ("shell", "plate", "spring", "button", "stopper")]
    picture, view = _picture(bodies, BEHIND, (1000, 640), margin=130)
    x, y, _ = about.spot(case, "bootsel")
    u, v, _ = about.spot(case, "light")
    _, usb_y, usb_z = about.spot(case, "usb")
    notes.label(picture, view, [
        ("button, in the\nouter face", (x, y, about.z_mm + d.BUTTON_DOME_MM), (0.20, 0.92)),
        ("light shines\nthrough here", (u, v, about.z_mm), (0.70, 0.92)),
        ("USB, under its stopper,\nand the switch", (-about.x_mm / 2 - 1.2, usb_y, usb_z), (0.02, 0.12)),
    ])  # fmt: skip
    return picture


def feather_rp2350() -> Image.Image:
    """The clip with a Feather RP2350."""
    return _outside_of("feather_rp2350")


def thingplus() -> Image.Image:
    """The clip with a Thing Plus RP2350."""
    return _outside_of(THING)


def thingplus_plate() -> Image.Image:
    """Its plate: sensor, driver, and the battery where the gauge would be."""
    case = CASES[THING]
    bodies = [body(f"plate-{THING}", case=THING)]
    for name in ("motor", "sensor", "driver", "battery"):
        bodies += bought(name, case=THING)
    picture, view = _picture(bodies, _INTO_PLATE)
    left, other = case.spot("sensor", "qt_left"), case.spot("driver", "qt_left")
    lead = case.spot("battery", "leads")
    notes.cable(picture, view, _loop(left, other, (-6, 0, 5)), QT)
    notes.cable(picture, view, [lead, (lead[0] - 4, lead[1] + 1, 12), (lead[0] - 14, 14, 20)], POWER)
    top = case.places[THING].z_mm
    screws = case.closing()
    notes.label(picture, view, [
        ("motor driver and motor\nas in step 3", (-14, 18, 6.1), (0.02, 0.06)),
        ("battery on foam tape,\nits leads at the top", (15, 4, 10), (0.78, 0.06)),
        ("sensor as in step 3", case.holes("sensor")[0], (0.02, 0.86)),
        ("Qwiic from the board\ngoes in here", case.spot("sensor", "qt_right"), (0.30, 0.95)),
        ("tubes of the two\nlower case screws", (*screws[1], top), (0.76, 0.95)),
        ("", (*screws[0], top), (0.76, 0.95)),
    ])  # fmt: skip
    return picture


def thingplus_shell() -> Image.Image:
    """Its shell: button, switch and board."""
    case = CASES[THING]
    bodies = [body(f"shell-{THING}", case=THING), body(f"button-{THING}", case=THING)]
    bodies += [*bought(THING, case=THING), *bought("switch", case=THING)]
    picture, view = _picture(bodies, _INTO_SHELL)
    below = case.places[THING].z_mm
    pins, en, ground = case.spot("switch", "pins"), case.spot(THING, "en"), case.spot(THING, "ground")
    notes.cable(picture, view, _loop(pins, (en[0], en[1], below), (0, 4, -3)), ("#7a4bb0",))
    notes.cable(picture, view, _loop(pins, (ground[0], ground[1], below), (-2, 2, -6)), ("#222222",))
    holes = case.holes(THING)
    notes.label(picture, view, [
        ("M2 x 5 with\na washer", (*holes[1][:2], below), (0.84, 0.42)),
        ("M2 x 5 with\na washer", (*holes[3][:2], below), (0.02, 0.50)),
        ("leave free: case screws", (*holes[0][:2], below), (0.66, 0.95)),
        ("leave free: case screws", (*holes[2][:2], below), (0.05, 0.92)),
        ("EN", (en[0], en[1], below), (0.45, 0.04)),
        ("ground", (ground[0], ground[1], below), (0.44, 0.95)),
        ("switch, in its pocket", (-25, 10.7, 11), (0.70, 0.06)),
    ])  # fmt: skip
    return picture


def _loop(start: Point, end: Point, bulge: Point) -> list[Point]:
    x, y, z = ((a + b) / 2 + c for a, b, c in zip(start, end, bulge, strict=True))
    return [start, (x, y, z), end]


def _raised(point: Point, by_mm: float) -> Point:
    return (point[0], point[1], point[2] + by_mm)


PICTURES: dict[str, Callable[[], Image.Image]] = {
    "outside": outside,
    "runners-side": runners_side,
    "exploded": exploded,
    "step-1-print": on_the_bed,
    "step-2-motor": step_motor,
    "step-3-boards": step_boards,
    "step-4-shell": step_shell,
    "step-5-cables": step_close,
    "step-6-spring": step_spring,
    "feather_rp2350": feather_rp2350,
    "thingplus_rp2350": thingplus,
    "thingplus_rp2350-1-plate": thingplus_plate,
    "thingplus_rp2350-2-shell": thingplus_shell,
}
