"""The names of months, in the languages in which spreadsheets are typed; no name means two months."""

from __future__ import annotations

_NAMES = (
    "january february march april may june july august september october november december",
    "jan feb mar apr may jun jul aug sep oct nov dec",
    "januar februar märz april mai juni juli august september oktober november dezember",
    "jänner februar mrz april mai juni juli august sept okt november dez",
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "janv févr mars avr mai juin juil aout sept oct nov déc",
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "ene feb mar abr may jun jul ago setiembre oct nov dic",
    "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    "januari februari maart april mei juni juli augustus september oktober november december",
)
"""English, German, French, Spanish, Italian, Portuguese, Dutch, with what they are shortened to."""

MONTHS: dict[str, int] = {
    name: index + 1 for names in _NAMES for index, name in enumerate(names.split())
} | {"mär": 3, "maerz": 3}
"""By name in small letters: 1 for January."""


def month_of(name: str) -> int | None:
    """Which month a name is; None for no month."""
    return MONTHS.get(name.casefold())
