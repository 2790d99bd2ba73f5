"""What is missing from a session, in sentences."""

from collections.abc import Sequence

MOST = 100  # a broken session may have thousands, and nobody reads them


def shortened(sentences: Sequence[str]) -> tuple[str, ...]:
    """Return the first sentences, then how many more there were."""
    more = len(sentences) - MOST
    if more <= 0:
        return tuple(sentences)
    return (*sentences[:MOST], f"and {more} more that {'are' if more > 1 else 'is'} not listed")


def count(number: int, name: str) -> str:
    """Return how many there are, in words."""
    return f"{number} {name}{'s' * (number != 1)}"
