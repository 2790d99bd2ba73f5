"""The figures of a run: three at the top with their own history, the others folded."""

from collections.abc import Iterator

from .explained import EXPLAINED
from .markup import Html, more, number, tag
from .run import Run
from .sparkline import sparkline
from .words import BALANCE, BOUNCE, CADENCE, CONTACT, FLIGHT, UNRESOLVED, UNSTEADINESS, Quantity

FIRST = (CADENCE, BOUNCE, UNSTEADINESS)
OTHERS = (CONTACT, FLIGHT)
EVEN = 50.0
BETWEEN = "\N{NO-BREAK SPACE}"


def first_cards(run: Run) -> Html:
    """Return the three that are read first."""
    return tag("ul", *(_card(run, one) for one in FIRST), class_="cards")


def all_cards(run: Run) -> Html:
    """Return the cards of balance and of all that is not read first."""
    return tag("ul", _balance(run), *(_card(run, one) for one in OTHERS), class_="cards")


def value_of(run: Run, quantity: Quantity) -> float | None:
    """Return a figure of the run."""
    if quantity is UNSTEADINESS:
        return run.overview["unsteadiness_pct"]
    return getattr(run.means, quantity.name)


def against_own(run: Run, quantity: Quantity) -> str | None:
    """Say how a figure stands to what is usual for this runner; None where that is not known."""
    value = value_of(run, quantity)
    usual = run.beside.usual.get(quantity.name)
    if value is not None and usual:
        low, high = (number(one, quantity.digits) for one in usual)
        if usual[0] <= value <= usual[1]:
            return f"As usual for this runner: {low} to {high}."
        return f"{'More' if value > usual[1] else 'Less'} than usual for this runner: {low} to {high}."
    return _against(value, run.own.get(quantity.name), quantity)


def card(quantity: Quantity, value: str, unit: str, *parts: object, is_missing: bool = False) -> Html:
    """Return a number with its unit, what it says, and, on demand, what it is, what to do and how sure it is."""
    explained = EXPLAINED[quantity.name]
    return tag(
        "li",
        tag("h3", quantity.label),
        tag("p", value, " ", tag("small", unit) if unit else None, class_="value missing" if is_missing else "value"),
        *(part if isinstance(part, Html) else tag("p", part) for part in parts if part),
        more(
            "What it is, what to do",
            explained.html(),
            tag("p", tag("strong", "How it is measured: "), quantity.meaning),
            tag("p", tag("strong", "How sure: "), quantity.sure),
        ),
        class_="card",
    )


def _card(run: Run, quantity: Quantity) -> Html:
    value = value_of(run, quantity)
    text = None
    if quantity is UNSTEADINESS and value is not None:
        text = "Median of the minutes; smaller is steadier."
    history = run.beside.history.get(quantity.name, ())
    return card(
        quantity,
        number(value, quantity.digits),
        quantity.unit if value is not None else "",
        sparkline(history, quantity.digits, quantity.unit, run.beside.usual.get(quantity.name)),
        against_own(run, quantity),
        text,
        is_missing=value is None,
    )


def _against(value: float | None, own: float | None, quantity: Quantity) -> str | None:
    if value is None or own is None:
        return None
    by = value - own
    if abs(by) < 0.5 * 10**-quantity.digits:
        return f"As the runner's own, {number(own, quantity.digits)}."
    more_or_less = "above" if by > 0 else "below"
    return f"{number(abs(by), quantity.digits)} {more_or_less} the runner's own, {number(own, quantity.digits)}."


def _balance(run: Run) -> Html:
    share = run.overview["balances"]["contact"]
    if share is None:
        return card(BALANCE, UNRESOLVED, "", "It takes more pairs of a left and a right step.", is_missing=True)
    left, half = share["left_pct"], share["half_width_pct"]
    return card(BALANCE, f"{left:.2f}{BETWEEN}±{BETWEEN}{half:.2f}", "% left", balance_words(left, half))


def balance_words(left_pct: float, half_pct: float) -> str:
    """Say what a balance tells, and what it could not have told."""
    if abs(left_pct - EVEN) <= half_pct:
        return f"Too coarse to tell: with these steps a difference under {half_pct:.1f} points is not seen."
    return f"Longer on the {'left' if left_pct > EVEN else 'right'} foot than chance explains. A hint, no verdict."


def figures_of(run: Run) -> Iterator[tuple[Quantity, float | None]]:
    """Yield every figure of the run."""
    for quantity in (*FIRST, *OTHERS):
        yield quantity, value_of(run, quantity)
