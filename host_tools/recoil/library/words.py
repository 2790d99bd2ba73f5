"""How many there are, in words: `recoil.session.sentences` without the numpy that its package brings."""


def count(number: int, name: str) -> str:
    """Return how many there are, in words."""
    return f"{number} {name}{'s' * (number != 1)}"
