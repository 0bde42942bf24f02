"""Random tables as the spreadsheets of several countries write them, with what was meant."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random


@dataclass(frozen=True)
class Locale:
    """How a country writes tables."""

    delimiter: str
    decimal: str
    thousands: str
    day: str
    """With d, dd, m, mm, yy and yyyy, as a spreadsheet's format."""
    has_noon: bool
    yes: str
    no: str
    money: tuple[str, ...]
    """How an amount stands beside its currency; # is the number."""


NARROW, WIDE = "\u202f", "\u00a0"
LOCALES: dict[str, Locale] = {
    "en-US": Locale(",", ".", ",", "m/d/yyyy", True, "TRUE", "FALSE", ("$#", "# USD")),
    "en-GB": Locale(",", ".", ",", "dd/mm/yyyy", False, "TRUE", "FALSE", ("£#", "# GBP")),
    "de-DE": Locale(";", ",", ".", "dd.mm.yyyy", False, "WAHR", "FALSCH", ("# €", "# EUR")),
    "de-CH": Locale(";", ".", "’", "dd.mm.yyyy", False, "WAHR", "FALSCH", ("CHF #",)),
    "fr-FR": Locale(";", ",", NARROW, "dd/mm/yyyy", False, "VRAI", "FAUX", (f"#{WIDE}€",)),
    "es-ES": Locale(";", ",", ".", "dd/mm/yyyy", False, "VERDADERO", "FALSO", ("# €",)),
    "it-IT": Locale(";", ",", ".", "dd/mm/yyyy", False, "VERO", "FALSO", ("# €", "€ #")),
    "nl-NL": Locale(";", ",", ".", "d-m-yyyy", False, "WAAR", "ONWAAR", ("€ #",)),
    "pl-PL": Locale(";", ",", WIDE, "dd.mm.yyyy", False, "PRAWDA", "FAŁSZ", (f"#{WIDE}zł",)),
    "pt-BR": Locale(";", ",", ".", "dd/mm/yyyy", False, "VERDADEIRO", "FALSO", (f"R${WIDE}#",)),
    "sv-SE": Locale(";", ",", WIDE, "yyyy-mm-dd", False, "SANT", "FALSKT", ("# SEK",)),
    "en-IN": Locale(",", ".", ",", "dd-mm-yyyy", False, "TRUE", "FALSE", ("₹#", "# INR")),
    "ja-JP": Locale(",", ".", ",", "yyyy/mm/dd", False, "TRUE", "FALSE", ("# JPY",)),
    "de-DE, two digits": Locale(";", ",", ".", "dd.mm.yy", False, "WAHR", "FALSCH", ("# €",)),
    "en-US, two digits": Locale(",", ".", ",", "mm/dd/yy", True, "TRUE", "FALSE", ("$#",)),
    "fr-FR, two digits": Locale(";", ",", NARROW, "dd/mm/yy", False, "VRAI", "FAUX", ("# €",)),
}

Meant = dict[str, str]
"""By column, the value as a snapshot writes it."""


def table(random: Random, locale: Locale) -> tuple[str, list[Meant]]:
    """A CSV, and what each of its rows means."""
    days = ["started_at", "last_activity_at"]
    amounts = ["budget", "total_paid"]
    names = ["id", *random.sample([*days, *amounts, "hours.unlogged", "more_work_expected"], 5)]
    forms = {name: _form(random, name, locale) for name in names}
    count = random.randint(1, 6)
    text = io.StringIO()
    writer = csv.writer(text, delimiter=locale.delimiter, lineterminator="\n")
    writer.writerow(names)
    meant: list[Meant] = []
    for number in range(count):
        row: Meant = {"id": f"C{number}"}
        cells = [row["id"]]
        for name in names[1:]:
            if random.random() < 0.1:
                cells.append("")
                continue
            value, cell = forms[name].cell(random)
            row[name] = value
            cells.append(cell)
        writer.writerow(cells)
        meant.append(row)
    return text.getvalue(), meant


@dataclass(frozen=True)
class _Form:
    """The format of a column: a spreadsheet writes all its cells one way."""

    name: str
    locale: Locale
    decimals: int | None
    """None: as many as there are."""
    is_grouped: bool
    money: str
    has_time: bool

    def cell(self, random: Random) -> tuple[str, str]:
        """A value, and the cell that a spreadsheet writes for it."""
        if self.name.endswith("_at"):
            return self._day(random)
        if self.name == "more_work_expected":
            flag = random.random() < 0.5
            return str(flag).lower(), self.locale.yes if flag else self.locale.no
        return self._number(random)

    def _day(self, random: Random) -> tuple[str, str]:
        at = datetime(2024, 1, 1) + timedelta(minutes=random.randrange(3 * 365 * 24 * 60))
        if not self.has_time:
            at = at.replace(hour=0, minute=0)
        cell = self.locale.day
        for mark, written in (
            ("yyyy", f"{at.year}"),
            ("yy", f"{at.year % 100:02}"),
            ("dd", f"{at.day:02}"),
            ("d", f"{at.day}"),
            ("mm", f"{at.month:02}"),
            ("m", f"{at.month}"),
        ):
            cell = cell.replace(mark, written)
        if self.has_time and self.locale.has_noon:
            half = "AM" if at.hour < 12 else "PM"
            cell += f" {at.hour % 12 or 12}:{at.minute:02} {half}"
        elif self.has_time:
            cell += f" {at.hour:02}:{at.minute:02}"
        return at.isoformat() + "Z", cell

    def _number(self, random: Random) -> tuple[str, str]:
        most = 60 if self.name.startswith("hours") else random.choice((100, 10_000, 2_000_000))
        decimals = 2 if self.decimals is None else self.decimals
        scaled = random.randrange(most * 10**decimals)
        whole, part = divmod(scaled, 10**decimals)
        value = f"{whole}.{part:0{decimals}}" if decimals else str(whole)
        shown = f"{part:0{decimals}}" if decimals else ""
        if self.decimals is None:
            shown = shown.rstrip("0")
        digits = f"{whole:,}".replace(",", self.locale.thousands) if self.is_grouped else str(whole)
        cell = digits + (self.locale.decimal + shown if shown else "")
        return value, self.money.replace("#", cell)


def _form(random: Random, name: str, locale: Locale) -> _Form:
    is_money = name in ("budget", "total_paid")
    money = random.choice(("#", "#", *locale.money)) if is_money else "#"
    return _Form(
        name,
        locale,
        random.choice((None, 0, 2)),
        random.random() < 0.5,
        money,
        random.random() < 0.5,
    )
