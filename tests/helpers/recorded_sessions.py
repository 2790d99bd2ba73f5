"""A session with raw samples as the clip writes it: a simulated runner through the gait core into the log."""

from array import array
from pathlib import Path

from recoil.simulation.runner import Runner, Worn, simulate
from recoil_clip.gait.gait import Gait
from recoil_clip.log.header import Header
from recoil_clip.log.store import Store
from recoil_clip.log.writer import SessionWriter
from recoil_clip.spec.events import BATTERY, MARKER, START, STOP
from recoil_clip.spec.log import RAW_ALL

BATCH = 10
PERIOD_NS = 4_811_234  # true period of a chip that is a little slow
START_S = 1_763_825_000
SETTINGS = b'{"target": "bounce", "pulse_ms": 120, "clip_name": "Recoil", "new_one": [1]}'


def recorded_session(
    root: Path,
    plan: str = "stand 3, run 34, stand 3",
    start_s: int = START_S,
    gyroscope: bool = True,
    lost_at_s: float = 0.0,
) -> Path:
    """Return the folder of a session with all its raw samples, from the first one on."""
    counts = simulate(Runner(), Worn(rate_hz=1e9 / PERIOD_NS), plan, 1).counts
    if not gyroscope:
        counts[:, 3:] = 0
    period_us = round(PERIOD_NS / 1000)
    gait = Gait(period_us, gyroscope=gyroscope)
    head = Header(PERIOD_NS, period_us, "e660583883", "0.1.0", start_s, gyroscope, RAW_ALL)
    log = SessionWriter(Store(str(root)), head, SETTINGS)
    log.event(START, 0, 0)
    log.event(BATTERY, 0, 90 * 65536 + 4010)
    now_ms, lost = 0, 0
    for first in range(0, len(counts), BATCH):
        batch = counts[first : first + BATCH]
        if lost_at_s and not lost and now_ms >= 1000 * lost_at_s:
            lost = BATCH
            gait.gap(lost)
            log.gap(lost, now_ms)
            continue
        now_ms = (first + len(batch)) * period_us // 1000
        log.raw(array("h", batch.ravel().tolist()), len(batch))
        for sample in batch.tolist():
            if gait.push(*sample):
                while step := gait.take():
                    log.step(step, step.flags)
        if first == 2000:
            log.event(MARKER, now_ms)
        log.flush_due(now_ms)
    gait.finish()
    while step := gait.take():
        log.step(step, step.flags)
    log.minute(now_ms, gait.totals, 210)
    log.event(BATTERY, now_ms, 89 * 65536 + 4000)
    log.event(STOP, now_ms, 1)
    log.close()
    return Path(log.folder())
