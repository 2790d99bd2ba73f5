"""The runner as a spring: contact share, flight, bounce and modelled stiffness, with what they take for granted."""

import numpy as np

from recoil.session.spring import CONTACT_BIAS_MS, PUBLISHED, PUBLISHED_SOURCE, stiffness_of

from .chart import Look, Series, chart
from .markup import KEPT, Html, more, number, table, tag
from .over_time import axis, idle_spans
from .run import Run
from .stride_words import STIFFNESS
from .words import CONTACT

ABOUT = (
    "A runner is a spring that is loaded in stance and recoils into flight. Stiffness says how hard that spring is; "
    "neither hard nor soft is good in itself."
)

MEANINGS = (
    (
        "Share of contact",
        "Duty factor: how much of a stride a foot is on the ground; under 50 % there is flight.",
        CONTACT.sure,
    ),
    (STIFFNESS.label, STIFFNESS.meaning, STIFFNESS.sure),
    ("Sinks in stance", "The centre of mass, while it is loaded, by the same model; bounce is measured at the pelvis."),
    ("Leg stiffness", "By the same model; it takes mass, height and the speed, which the clip does not know."),
)


def spring(run: Run) -> list[Html | None]:
    """Return the parts of the section."""
    found = run.overview["spring"]
    reasons = "; ".join(found["invalid"])
    return [
        tag("p", ABOUT),
        tag("p", f"Stiffness is not valid here: {reasons}.", class_="missing") if reasons else None,
        tag("p", own_words(run)) if own_words(run) else None,
        table("The run as a spring", ["", "value"], _rows(run)),
        tag("p", _level(found), class_="note"),
        more("What it is, how sure", tag("dl", *_meanings(), class_="meanings")),
        None if reasons else _chart(run),
        None if reasons else _published(),
    ]


def own_words(run: Run) -> str:
    """Compare with the runner's own contact and flight, through the same model; empty where they are not known."""
    value = run.overview["spring"]["vertical_n_per_m_kg"]
    contact_ms, cadence_spm = run.own.get("contact_ms"), run.own.get("cadence_spm")
    if value is None or not contact_ms or not cadence_spm:
        return ""
    own = stiffness_of(contact_ms, 60_000 / cadence_spm - contact_ms)
    if own is None:
        return ""
    by = value - own.vertical_n_per_m_kg
    against = f"the runner's own, {number(own.vertical_n_per_m_kg)} (from the clip's baseline runs)"
    if abs(by) < 0.5:
        return f"Vertical stiffness is as {against}."
    return f"Vertical stiffness is {number(abs(by))} {'above' if by > 0 else 'below'} {against}."


def _rows(run: Run) -> list[list[str]]:
    found = run.overview["spring"]
    ends = [found["vertical_low"], found["vertical_high"]]
    missing = "not valid" if found["invalid"] else "not measured"
    rows = [
        ["Share of contact, % of a stride", number(found["duty_factor_pct"], 1)],
        ["Flight, ms", number(run.means.flight_ms, 0)],
        ["Bounce, mm", number(run.means.bounce_mm, 0)],
        ["Vertical stiffness, N/m per kg", number(found["vertical_n_per_m_kg"], 0, missing=missing)],
    ]
    if None not in ends:
        rows.append(
            [f"– if contact is {CONTACT_BIAS_MS:.0f} ms off", f"{number(ends[0])}{KEPT}to{KEPT}{number(ends[1])}"]
        )
    rows.append(["Sinks in stance, mm", number(found["compression_mm"], 0, missing=missing)])
    if found["vertical_kn_per_m"] is not None:
        rows.append(["Vertical stiffness, kN/m", number(found["vertical_kn_per_m"], 1)])
    rows.append(["Leg stiffness, kN/m", number(found["leg_kn_per_m"], 1, missing=f"not{KEPT}known")])
    return rows


def _meanings() -> list[Html]:
    parts = []
    for name, *sentences in MEANINGS:
        parts += [tag("dt", name), tag("dd", sentences[0]), *(tag("dd", one, class_="sure") for one in sentences[1:])]
    return parts


def _level(found: dict[str, object]) -> str:
    notes = found["notes"]
    words = "; ".join(map(str, notes)) if isinstance(notes, list) else ""
    text = "Stiffness from times holds on level ground only, at one speed."
    return f"{text} Here {words}." if words else text


def _chart(run: Run) -> Html:
    contact_ms, flight_ms = run.dynamics["contact_ms"], run.dynamics["flight_ms"]
    is_valid = np.isfinite(contact_ms) & (flight_ms > CONTACT_BIAS_MS)
    values = np.full(len(contact_ms), np.nan)
    for at in np.flatnonzero(is_valid).tolist():
        one = stiffness_of(float(contact_ms[at]), float(flight_ms[at]))
        values[at] = one.vertical_n_per_m_kg if one else np.nan
    drift = run.form_drifts.get("vertical_stiffness")
    ends = f" First third {number(drift.first)}, last {number(drift.last)}." if drift else ""
    return chart(
        "stiffness",
        "Vertical stiffness, N/m per kg",
        axis(run, run.dynamics["time_s"]),
        [Series("vertical stiffness", "N/m per kg", values, 0)],
        spans=idle_spans(run),
        look=Look(least_span=STIFFNESS.least_span, height_px=150),
        summary=f"Means of five seconds through the model; a gap where it does not hold.{ends}",
        legend=False,
        names_marks=False,
    )


def _published() -> Html:
    rows = []
    for one in PUBLISHED:
        mean, sd, low, high = one.vertical
        share, share_sd, least, most = one.duty_pct
        rows.append(
            [
                number(one.speed_mps, 1),
                f"{mean:.0f} ± {sd:.0f}",
                f"{low:.0f} to {high:.0f}",
                f"{share:.1f} ± {share_sd:.1f}",
                f"{least:.1f} to {most:.1f}",
            ]
        )
    titles = ["speed, m/s", "stiffness, N/m per kg", "lowest to highest", "share of contact, %", "lowest to highest"]
    note = tag("p", f"Mean ± standard deviation of {PUBLISHED_SOURCE}. What others had, not what is right.")
    return more("What 16 published runners had", table("Published runners", titles, rows, note=note))
