"""The bill of materials, `bom.csv`, read and checked."""

import csv
from dataclasses import dataclass, fields
from pathlib import Path

from .wiring.data import BUILDS, PARTS

FILE = Path(__file__).parent / "bom.csv"
NEEDED = ("part", "maker", "why", "quantity", "builds", "confirmed")
PRICE_WORDS = ("estimate", "quoted ", "included", "not known")


@dataclass(frozen=True)
class Item:
    """A line of the bill."""

    id: str
    builds: str
    quantity: str
    part: str
    maker: str
    maker_number: str
    distributor: str
    distributor_number: str
    price_usd: str
    price_says: str
    confirmed: str
    substitute: str
    why: str


def items() -> list[Item]:
    """All lines."""
    with FILE.open(newline="", encoding="utf-8") as file:
        return [Item(**row) for row in csv.DictReader(file)]


def problems() -> list[str]:
    """What is missing or does not agree with the wiring."""
    bill = {item.id: item for item in items()}
    needed = [field.name for field in fields(Item) if field.name in NEEDED]
    found = [f"{item.id}: no {name}" for item in bill.values() for name in needed if not getattr(item, name)]
    for item in bill.values():
        if not item.price_says.startswith(PRICE_WORDS):
            found.append(f"{item.id}: where is its price from?")
        if bool(item.price_usd) == item.price_says.startswith("not known"):
            found.append(f"{item.id}: a price that is not known, or none that is")
        found += [f"{item.id}: no build {build}" for build in item.builds.split() if build not in BUILDS]
    for key, build in BUILDS.items():
        wanted: dict[str, int] = {}
        for part in build["parts"]:
            wanted[PARTS[part]["bom"]] = wanted.get(PARTS[part]["bom"], 0) + 1
        for *_, cable in build["cables"]:
            if cable:
                wanted[cable] = wanted.get(cable, 0) + 1
        for name, count in wanted.items():
            if name not in bill or key not in bill[name].builds.split():
                found.append(f"{key}: {name} is not on the bill")
            elif int(bill[name].quantity) != count:
                found.append(f"{key}: {count} of {name} are wired, {bill[name].quantity} are bought")
    return found


def table(*builds: str) -> str:
    """The lines of some builds as a table; of several, only what the reference build has not."""
    others = len(builds) > 1
    lines = ["| | part | order | price (USD) | instead | why |", "|---|---|---|---|---|---|"]
    for item in items():
        of = item.builds.split()
        if set(builds) & set(of) and not (others and "feather_rp2040" in of):
            order = f"{item.maker} {item.maker_number}".strip()
            price = f"{item.price_usd} ({item.price_says})" if item.price_usd not in ("", "0") else item.price_says
            lines.append(f"| {item.quantity} | {item.part} | {order} | {price} | {item.substitute} | {item.why} |")
    return "\n".join(lines)
