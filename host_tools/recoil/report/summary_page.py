"""A run on one sheet of paper, for a file or a colleague, with charts as an appendix."""

from collections.abc import Iterator

from .explained import explanations
from .figures import against_own, balance_words, figures_of
from .highlights import cued, nothing, safety, what_happened
from .markup import Html, number, table, tag
from .over_time import main_charts
from .page import Page
from .run import Run
from .session_page import facts_line, kicker_of, lead_of, made_by, title_of, to_try
from .sparkline import sparkline

APPENDIX = ("cadence_spm", "bounce_mm", "unsteadiness_pct", "contact_ms", "contact_left_pct", "pelvis_rotation_deg")
NOT_MEASURED = "not measured"


def summary_page(run: Run) -> Page:
    """Return the page: what matters, what to try, every figure in a line, charts on the sheets behind it."""
    page = Page(title_of(run), lead=lead_of(run), kicker=f"{kicker_of(run)} · summary")
    if empty := nothing(run):
        return page.section("What matters", *empty, id_="matters").footer(made_by(run))
    page.section("One thing to try", to_try(run), facts_line(run), id_="matters")
    titles = ["", "this run", "against this runner's own", "the last runs"]
    rows = list(_rows(run))
    figures = table(
        "Figures of the run",
        titles,
        [row for row in rows if not _is_missing(row)],
        words=(2,),
        class_="sheet",
        stacks=True,
    )
    left_out = [str(row[0]) for row in rows if _is_missing(row)]
    missing = [tag("p", f"Not measured in this run: {'; '.join(left_out)}.", class_="missing")] if left_out else []
    page.section("Figures", figures, *missing, tag("p", cued(run)), safety(), id_="figures")
    page.section("Appendix: charts", *what_happened(run), *main_charts(run), id_="appendix")
    page.section("What the figures mean", explanations(*APPENDIX), id_="meanings")
    return page.footer(made_by(run))


def _rows(run: Run) -> Iterator[list[str | Html]]:
    for quantity, value in figures_of(run):
        words = against_own(run, quantity) or ("" if value is not None else NOT_MEASURED)
        value_words = number(value, quantity.digits, quantity.unit, missing="–")
        yield [quantity.label, value_words, words, _history(run, quantity.name, quantity.digits, quantity.unit)]
    share = run.overview["balances"]["contact"]
    if share:
        left, half = share["left_pct"], share["half_width_pct"]
        yield ["Contact balance", f"{left:.2f} ± {half:.2f} % left", balance_words(left, half), ""]
    else:
        yield ["Contact balance", "–", "It takes more pairs of a left and a right step.", ""]
    spring, steadiness, pelvis, braking = (
        run.overview[name] or {} for name in ("spring", "steadiness", "pelvis", "braking")
    )
    yield _form(run, "Stiffness, level ground only", spring.get("vertical_n_per_m_kg"), 0, "N/m per kg",
                "stiffness_n_per_m_kg")  # fmt: skip
    yield _form(run, "Regularity, up and down, a stride", steadiness.get("vertical_stride_regularity"), 2, "",
                "stride_regularity")  # fmt: skip
    yield _form(run, "Variability of step time", steadiness.get("step_variability_pct"), 2, "%", "step_variability_pct")
    yield _form(run, "Pelvis tilt, range", pelvis.get("tilt_deg"), 1, "°", "pelvis_tilt_deg")
    yield _form(run, "Pelvis rotation, range", pelvis.get("rotation_deg"), 1, "°", "pelvis_rotation_deg")
    for side in ("left", "right"):
        yield _form(run, f"Pelvis drop, {side} stance", pelvis.get(f"drop_{side}_deg"), 1, "°", "")
    for side in ("left", "right"):
        yield _form(run, f"Braking, {side}", braking.get(f"{side}_g"), 2, "g", "")


def _is_missing(row: list[str | Html]) -> bool:
    return row[2] == NOT_MEASURED


def _form(run: Run, label: str, value: float | None, digits: int, unit: str, metric: str) -> list[str | Html]:
    if value is None:
        return [label, "–", NOT_MEASURED, ""]
    usual = run.beside.usual.get(metric)
    words = ""
    if usual:
        low, high = (number(one, digits) for one in usual)
        how = (
            "As usual"
            if usual[0] <= value <= usual[1]
            else "More than usual"
            if value > usual[1]
            else "Less than usual"
        )
        words = f"{how} for this runner: {low} to {high}."
    return [label, number(value, digits, unit), words, _history(run, metric, digits, unit)]


def _history(run: Run, metric: str, digits: int, unit: str) -> Html | str:
    return sparkline(run.beside.history.get(metric, ()), digits, unit, run.beside.usual.get(metric)) or ""
