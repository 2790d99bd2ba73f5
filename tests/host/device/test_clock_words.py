"""How far a clip's clock was off, as a person says it."""

import pytest

from recoil.device.clock import ClockCheck


@pytest.mark.parametrize(
    ("drift_s", "said"),
    [
        (2.4, "2 s ahead"),
        (-119.0, "119 s behind"),
        (150.0, "2 minutes ahead"),
        (-7200.0, "2 hours behind"),
        (-5_897_141.0, "68 days behind"),
    ],
)
def test_a_span_as_a_person_says_it(drift_s: float, said: str) -> None:
    assert ClockCheck(drift_s, was_set=True).line() == f"the clip's clock was {said}; it is right now"
