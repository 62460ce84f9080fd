"""What people, streets and clubs are called in Lindenwaard."""

from pathlib import Path

import yaml

_NAMES = yaml.safe_load((Path(__file__).parent / "namen.yaml").read_text(encoding="utf-8"))
CITY = "Lindenwaard"
# A four-digit code that is given to no town.
POSTCODE_DIGITS = "7999"
MEN: list[str] = _NAMES["mannen"]
WOMEN: list[str] = _NAMES["vrouwen"]
# (prefix, name)
FAMILY: list[tuple[str, str]] = [tuple(name) for name in _NAMES["achternamen"]]
STREETS: list[str] = _NAMES["straten"]
PLACES: list[str] = _NAMES["plekken"]
CLUBS: list[str] = _NAMES["verenigingen"]
ORGANISATIONS: list[str] = _NAMES["organisaties"]
