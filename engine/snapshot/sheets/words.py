"""Words, flags and lists as people write them: Fixed-price, not funded, yes, none."""

from __future__ import annotations

import re
from collections.abc import Collection

from msgspec import Struct, field

from ...aliases import ALIASES, folded_word, meant_instead
from ...problems import did_you_mean_word
from ..bad_value import BadValueError, found, one_of
from .cells import ColumnFault, Taken, plain

_YES = (
    "yes y x true 1 on ✓ ✔ ja wahr vrai oui verdadero sí si vero sì waar prawda tak verdadeiro sim "
    "sant sand tosi kyllä истина да pravda ano igaz doğru evet"
)
_NO = (
    "no n false 0 off nein falsch faux non falso nee onwaar fałsz nie não falskt nej falsk epätosi ei "
    "ложь нет nepravda ne hamis yanlış hayır"
)
YES, NO = frozenset(_YES.split()), frozenset(_NO.split())
"""Folded; the words of spreadsheets in other languages among them."""
NONE_WORD, EMPTY_LIST = "none", "[]"
_NOT_ANY = (
    "none, no, nobody, never, not yet, nothing, nein, nie, niemals, niemand, noch nicht, kein, keine, keiner, "
    "keins, nichts, non, jamais, pas encore, aucun, aucune, nunca, aún no, todavía no, ninguno, ninguna, não, "
    "ainda não, nenhum, nenhuma, mai, nessuno, nee, nooit, geen"
)
NOT_ANY = frozenset(_NOT_ANY.split(", "))
"""What people write for what there is not, in a column of days, of lists or of claims."""


_DISPUTED = "disputed"
_RATING = re.compile(r"[1-5](?:[.,]\d+)?(?: ?stars?| ?/ ?5| ?★)?|[★⭐]{1,5}", re.IGNORECASE)
"""How feedback shows that was given."""


def folded(text: str) -> str:
    """In small letters, with `_` for blanks, hyphens and underscores."""
    return folded_word(plain(text))


def is_not_any(word: str) -> bool:
    """Whether a folded word says that there is none."""
    return word == NONE_WORD or word in NO or word.replace("_", " ") in NOT_ANY


class Words(Struct):
    """One of a few words."""

    choices: tuple[str, ...]
    remedy: str = "write the one that it is; leave the cell empty only if it is not known"
    """What to do about a word that is like none of them."""
    kept: Collection[str] = ()
    """Folded words that are handed on as they are written, since they say more than one thing."""
    _taken: dict[str, Taken] = field(default_factory=dict)

    def see(self, text: str, row: int) -> None:
        """A word says nothing about others."""

    def settle(self) -> list[ColumnFault]:
        """Nothing is left open."""
        return []

    def read(self, text: str) -> Taken:
        """The word that is meant. Raises `BadValueError` for any other."""
        known = self._taken.get(text)
        if known is None:
            known = self._taken[text] = self._read(text)
        return known

    def _read(self, text: str) -> Taken:
        word = folded(text)
        if text in self.choices or word in self.kept:
            return Taken(text)
        if word not in self.choices and ALIASES.get(word) in self.choices:
            word = ALIASES[word]
        if set(self.choices) == {"none", "given"}:
            is_given = word in YES or (word not in NO and _RATING.fullmatch(text.strip()))
            word = "given" if is_given else "none" if is_not_any(word) else word
        elif NONE_WORD in self.choices and is_not_any(word):
            word = NONE_WORD
        if word not in self.choices:
            raise self._unknown(text, word)
        return Taken(word)

    def _unknown(self, text: str, word: str) -> BadValueError:
        hint = (
            meant_instead(word, self.choices)
            or did_you_mean_word(text, self.choices)
            or self._spoken_of(text)
            or self.remedy
        )
        return BadValueError(f"expected {one_of(self.choices)}, found {found(text)}", hint)

    def _spoken_of(self, text: str) -> str:
        """What to do about a cell that says words of the column and nothing else: active (paused), submitted?

        A word beside others that are not known may be the opposite of what is meant: approved, not paid.
        """
        pieces = list(filter(None, map(folded, re.split(r"[^\w\s-]+| - ", plain(text)))))
        words = [each if each in self.choices else ALIASES.get(each, "") for each in pieces]
        if not pieces or not all(each in self.choices for each in words):
            return ""
        if _DISPUTED in words:
            return f"write {_DISPUTED}, as long as it is not settled"
        meant = one_of(tuple(dict.fromkeys(words)))
        return f"write {meant} and nothing else; leave the cell empty only if it is not known"


class Flags(Struct):
    """Yes or no."""

    def see(self, text: str, row: int) -> None:
        """A flag says nothing about others."""

    def settle(self) -> list[ColumnFault]:
        """Nothing is left open."""
        return []

    def read(self, text: str) -> Taken:
        """`true` or `false`. Raises `BadValueError`."""
        if text in ("true", "false"):
            return Taken(text)
        word = plain(text).casefold()
        if word in YES:
            return Taken("true")
        if word in NO:
            return Taken("false")
        raise BadValueError(
            f"expected yes or no, found {found(text)}", "leave the cell empty if it is not known"
        )


def list_entries(text: str, *, has_commas: bool) -> list[str] | None:
    """The entries of a list; None for one that is empty: `[]`, `none`, `never`.

    Entries are separated by `;` or line ends, and by commas where no entry holds one.
    """
    bare = plain(text)
    if bare == EMPTY_LIST or bare.casefold() in NOT_ANY:
        return None
    marks = r"[;\n]" if has_commas else r"[;,\n]"
    return [entry.strip() for entry in re.split(marks, bare) if entry.strip()]
