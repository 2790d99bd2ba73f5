"""Puts steps, events and minutes into a log page. Each returns False, and changes nothing, where there is no room."""

from ..compat import const
from ..spec.log import (
    EVENT,
    EVENT_BYTES,
    MINUTE,
    MINUTE_BYTES,
    MINUTE_NUMBERS,
    SPEED_BYTES,
    STEP,
    STEP_BYTES,
    STEP_FLAGS,
    STEP_SPEED,
    STRIDE,
    STRIDE_BYTES,
    UNKNOWN,
    UNKNOWN_ANGLE,
    WITHHELD_BYTES,
)

_LONGEST_S = const(15)  # from the first step in a page to the last: 24 bits of us
_MOST_24 = const(0xFFFFFF)
_MOST_23 = const(0x7FFFFF)
_MOST_16 = const(0xFFFF)
_ANGLES = const(9)  # of a stride's values; the others are forces
_VALUES = const(11)


class LogPage:
    """Fills a `Page`; `put_*` commits by moving `page.used`, so what is interrupted leaves no half record."""

    def __init__(self, page):
        self.page = page
        self._has_base = False

    def clear(self):
        """Begin a new page."""
        self.page.clear()
        self._has_base = False

    def put_step(self, step, flags):
        """Put a finished step with these flags."""
        page = self.page
        at = page.used
        if at + STEP_BYTES + (SPEED_BYTES if step.speed_mm_s else 0) > page.end:
            return False
        if not self._has_base:
            page.base = step.initial_contact_s
            self._has_base = True
        elif not 0 <= step.initial_contact_s - page.base <= _LONGEST_S:
            return False
        page.buffer[at] = STEP | ((step.side + 1) << 5) | (flags & STEP_FLAGS)
        self._put_numbers(step, at + 1)
        return True

    def _put_numbers(self, step, at):
        page = self.page
        at = page.put(at, (step.initial_contact_s - page.base) * 1000000 + step.initial_contact_us, 3)
        at = page.put(at, max(min(step.step_us, _MOST_24), 0), 3)
        at = page.put(at, max(min(step.contact_us, _MOST_23), -_MOST_23), 3)
        at = page.put(at, max(min(step.bounce_um, _MOST_24), 0), 3)
        at = page.put(at, max(min(step.peak_mg, _MOST_16), 0), 2)
        if step.speed_mm_s:
            page.buffer[page.used] |= STEP_SPEED
            at = page.put(at, min(step.speed_mm_s, _MOST_16), SPEED_BYTES)
        page.used = at

    def put_event(self, kind, time_ms, value):
        """Put an event."""
        page = self.page
        at = page.used
        if at + EVENT_BYTES > page.end:
            return False
        at = page.put(at, EVENT, 1)
        at = page.put(at, EVENT_BYTES - 2, 1)
        at = page.put(at, kind, 1)
        at = page.put(at, time_ms, 4)
        page.used = page.put(at, value, 4)
        return True

    def put_stride(self, stride):
        """Put a stride: when and with which foot it began, nine angles, two forces, speed."""
        page = self.page
        at = page.used
        if at + STRIDE_BYTES > page.end:
            return False
        at = page.put(at, STRIDE, 1)
        at = page.put(at, STRIDE_BYTES - 2, 1)
        at = page.put(at, stride.initial_contact_s * 1000 + stride.initial_contact_us // 1000, 4)
        at = page.put(at, stride.side + 1, 1)
        self._put_values(stride, at)
        return True

    def _put_values(self, stride, at):
        page = self.page
        i = 0
        while i < _VALUES:
            value = stride.values[i]
            if i < _ANGLES:
                # 0.01 degrees in 0.2 degrees.
                value = UNKNOWN_ANGLE if value < 0 else min((value + 10) // 20, UNKNOWN_ANGLE - 1)
                at = page.put(at, value, 1)
            else:
                at = page.put(at, value, 2)
            i += 1
        value = min(stride.speed_mm_s, _MOST_16)
        page.used = page.put(at, value, SPEED_BYTES)

    def put_minute(self, minute, time_ms, totals, unsteadiness_bp, numbers=None):
        """Put what a `Minute` added up to, with cadence and balances of the session so far from `totals`.

        `numbers` are those of the form's `Means`, if there are any.
        """
        page = self.page
        at = page.used
        if at + MINUTE_BYTES > page.end:
            return False
        at = page.put(at, MINUTE, 1)
        at = page.put(at, MINUTE_BYTES - 2, 1)
        at = page.put(at, time_ms, 4)
        at = page.put(at, minute.steps, 2)
        at = page.put(at, minute.unclean, 2)
        at = page.put(at, minute.cues, 1)
        at = page.put(at, minute.mean_step_us(), 3)
        at = page.put(at, minute.mean_contact_us(), 3)
        at = page.put(at, minute.mean_bounce_um(), 3)
        at = page.put(at, minute.mean_peak_mg(), 2)
        at = page.put(at, unsteadiness_bp, 2)
        at = page.put(at, totals.cadence_cspm, 2)
        at = self._put_balance(at, totals.contact_balance)
        at = self._put_balance(at, totals.step_time_balance)
        at = self._put_balance(at, totals.bounce_balance)
        i = 0
        while i < MINUTE_NUMBERS:
            at = page.put(at, UNKNOWN if numbers is None else numbers[i], 2)
            i += 1
        self._put_validity(at, minute)
        return True

    def _put_validity(self, at, minute):
        """Put how fast it was, and what is not told."""
        page = self.page
        at = page.put(at, minute.mean_speed_mm_s(), SPEED_BYTES)
        i = 0
        while i < WITHHELD_BYTES:
            at = page.put(at, minute.withheld[i], 1)
            i += 1
        page.used = at

    def _put_balance(self, at, balance):
        at = self.page.put(at, balance.left_bp, 2)
        at = self.page.put(at, balance.half_width_bp, 2)
        return self.page.put(at, balance.pairs, 2)
