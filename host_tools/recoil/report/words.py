"""What each number means and how sure it is, in a sentence each; figures are those of `docs/accuracy.md`."""

from dataclasses import dataclass

from recoil.session.vocabulary import CUE_WORDS


@dataclass(frozen=True)
class Quantity:
    """`name` is the column in `Means` and in `dynamics_of`."""

    name: str
    label: str
    unit: str
    digits: int
    meaning: str
    sure: str
    least_span: float = 0.0  # of a chart's axis: less would make noise look like news
    least_change: float = 0.0  # less is not worth a word


CADENCE = Quantity(
    "cadence_spm",
    "Cadence",
    "steps/min",
    1,
    "How many steps in a minute, both feet counted.",
    "Within 0.2 steps/min on 30 s of recorded running; worst recording of the other laboratories 0.8 over 5 s.",
    8,
    0.5,
)
BOUNCE = Quantity(
    "bounce_mm",
    "Bounce",
    "mm",
    0,
    "How far the pelvis travels up and down within a step, lowest to highest point.",
    "About 2 mm too much on average, 4 mm of scatter in a single step. It is the pelvis, not the centre of mass: "
    "about 1.24 times as much.",
    15,
    2,
)
CONTACT = Quantity(
    "contact_ms",
    "Contact",
    "ms",
    0,
    "How long a foot is on the ground (more than 50 N of vertical force).",
    "About 10 ms of error in a single step; for one person all of it may read up to 15 ms too long or too short, on "
    "recordings of other laboratories up to 28 ms. Changes within one runner are surer than the value itself.",
    20,
    2,
)
FLIGHT = Quantity(
    "flight_ms",
    "Flight",
    "ms",
    0,
    "How long both feet are in the air; below 0 both are on the ground.",
    "As sure as contact, with the opposite sign: contact too long is flight too short.",
    20,
    2,
)
PEAK = Quantity(
    "peak_g",
    "Peak",
    "g",
    2,
    "The highest upward acceleration felt at the waist in a step (1 g at rest).",
    "A trend within one runner and one way of wearing the clip, nothing else. A waist sensor cannot tell the load on "
    "legs or back (Kiernan 2023).",
    0.4,
    0.03,
)
UNSTEADINESS = Quantity(
    "unsteadiness_pct",
    "Unsteadiness",
    "%",
    2,
    "How much the time of a step changes against the same foot's last one; smaller is steadier.",
    "It strays by a tenth to a fifth of itself. There is no norm: 1.05 to 2.3 % on 14 recordings of treadmill running.",
    0.8,
)
BALANCE = Quantity(
    "contact_left_pct",
    "Contact balance",
    "% left",
    2,
    "The left foot's share of contact time; 50 % is even.",
    "The ± is half of a 95 % interval. Of a true difference the clip shows a part only (about a quarter of a simulated "
    "one), and over 30 s it is hardly better than always saying 50 %: read it as a hint. In 836 runners asymmetry did "
    "not raise the risk of injury (Malisoux 2024).",
    3,
)
MEASURED = (CADENCE, BOUNCE, CONTACT, FLIGHT, PEAK)
UNRESOLVED = "not resolvable yet"

TARGETS = {
    "cadence": CUE_WORDS["quicker"],
    "bounce": "less bounce",
    "steadiness": "steadier steps",
    "asymmetry": CUE_WORDS["even"],
    "contact_share": "a longer share of contact",
}

WHY = {
    "cadence": "Why quicker steps: at 5 % more steps a minute and the same speed, on a treadmill, the knee was loaded "
    "less, at 10 % the hip too (Heiderscheit 2011). The target is relative to the runner's own cadence.",
    "bounce": "Why less bounce: asked for it, 20 runners loaded less (Adams 2018).",
    "steadiness": "Why steadier steps: trained runners vary less than people who do not run (Nakayama 2010). That it "
    "protects, or can be taught, is not shown.",
    "asymmetry": "Left like right was asked for here, which is advised against: in 836 runners asymmetry did not raise "
    "the risk of injury, and two measures went with less of it (Malisoux 2024).",
    "contact_share": "Why a longer share of contact: 30 men who kept to the ground at 2.1 m/s had up to 35 % less "
    "impact, for 4.8 % more energy (Bonnaerens 2019). That it protects is not shown.",
}
SOURCES = (
    "Adams 2018, Int J Sports Phys Ther 13: 633 (cues for less bounce)",
    "Bonnaerens 2019, Med Sci Sports Exerc 51: 708 (grounded running)",
    "Crowell and Davis 2011, Clin Biomech 26: 78 (feedback that fades)",
    "Fukuchi 2017, PeerJ 5: e3298 (recordings that accuracy was measured on)",
    "Heiderscheit 2011, Med Sci Sports Exerc 43: 296 (cadence and joint loads at constant speed)",
    "Kiernan 2023 (waist sensors and loading: limits of agreement over 65 %)",
    "Malisoux 2024, BMJ Open Sport Exerc Med 10: e001787 (asymmetry and injury)",
    "Meyer 2023, Int J Sports Med 44: 673 (stiffness from times is not for slopes)",
    "Moe-Nilssen and Helbostad 2004, J Biomech 37: 121 (regularity of steps and strides)",
    "Morin 2005, J Appl Biomech 21: 167 (the runner as a spring)",
    "Nakayama 2010, Gait Posture 31: 331 (trained runners against people who do not run)",
)
