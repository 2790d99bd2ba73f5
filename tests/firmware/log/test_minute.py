"""What the steps of a minute add up to: means over clean ones, an end to what is counted, what is withheld."""

from log_script import Step
from recoil_clip.log.minute import Minute


def step(number: int, speed_mm_s: int = 0) -> Step:
    made = Step()
    made.step_us, made.contact_us = 300_000 + number, 200_000 + number
    made.bounce_um, made.peak_mg, made.speed_mm_s = 50_000 + number, 2_000 + number, speed_mm_s
    return made


def test_means_are_over_clean_steps() -> None:
    minute = Minute()
    assert (minute.mean_step_us(), minute.mean_speed_mm_s()) == (0, 0)
    minute.add(step(10, 3_000), 0)
    minute.add(step(9_999), 2)
    minute.add(step(30), 0)
    assert (minute.steps, minute.unclean) == (3, 1)
    assert (minute.mean_step_us(), minute.mean_contact_us()) == (300_020, 200_020)
    assert (minute.mean_bounce_um(), minute.mean_peak_mg(), minute.mean_speed_mm_s()) == (50_020, 2_020, 3_000)
    minute.clear()
    assert (minute.steps, minute.unclean, minute.mean_step_us(), minute.mean_speed_mm_s()) == (0, 0, 0, 0)


def test_six_hundred_steps_and_no_more() -> None:
    """So that sums stay whole numbers of the clip; nobody takes ten a second."""
    minute = Minute()
    for _ in range(600):
        minute.add(step(0), 0)
    minute.add(step(50_000), 0)
    minute.add(step(50_000), 1)
    assert (minute.steps, minute.unclean, minute.mean_step_us()) == (600, 0, 300_000)


def test_what_is_withheld_stays_from_minute_to_minute() -> None:
    minute = Minute()
    for quantity, reason in ((4, 2), (5, 15), (14, 1), (4, 3)):
        minute.withhold(quantity, reason)
    minute.clear()
    assert minute.withheld == bytes((0, 0, 0xF3, 0, 0, 0, 0, 0x01))
    minute.withhold(5, 0)
    assert minute.withheld == bytes((0, 0, 0x03, 0, 0, 0, 0, 0x01))
