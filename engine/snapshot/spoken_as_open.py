"""What a clause of a note says of money not paid, of hours that are not logged and of a contract that is paused.

`he did not pay the last milestone`, `3 hours not logged`, `contract is paused`: in several languages, and as far
as the words around do not deny it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator

ESCROW, SITUATION, HOURS, STATUS = "escrow", "situation", "hours.unlogged", "status"

_NOT = r"(?:not|never|cannot|nobody|[a-z]{2,5}n ?['’]t|nicht|niemals|nie|pas|jamais|no ha|no han|no|nunca|não)"
_YET = (
    r"(?:\W+(?:yet|been|even|fully|ever|so far|have|has|had|to|me|us|noch|immer|vollständig|été|encore|sido|"
    r"todavía|aún|ainda|foi|ha|a))*"
)
_PAY = r"(?:pays?|paid|paying|bezahlt|gezahlt|zahlt|payée?s?|paie|pagó|pagad[oa]s?|pagou|pag[oa]s?)"
_WHO = r"(?:he|she|they|who|client|buyer|customer|employer|kunde|kundin|er|sie|il|elle|cliente)"
_OTHERWISE = r"(?!\W+(?:late|less|attention|by the hour|hourly|extra|via|through|outside|too|enough|zu|en retard))"
"""What follows where the money is not what is missing: never paid late, does not pay attention."""
_NOT_PAID = re.compile(
    rf"(?P<who>\b{_WHO}\b\W+(?:\w+\W+){{0,2}})?\b{_NOT}\b{_YET}\W+{_PAY}\b{_OTHERWISE}"
)
_PAYMENT = r"(?:payment|zahlung|paiement|pago|pagamento)"
_OPEN_PAY = re.compile(
    r"\b(?:unpaid|unbezahlt\w*|unbeglichen\w*|impayée?s?|sin pagar|owes?|owed|owing|schuldet)\b"
    r"(?!\W+(?:extra|test|trial|work|time|hours?|overtime|me an|me a))"
    r"|\b(?:waiting|waits?|awaiting|warte[nt]?|attend)\b\W+(?:(?:for|on|auf|le|the|his|her|their|last|final|"
    rf"die|letzte)\W+)*(?:{_PAYMENT}|pay)\b"
    rf"|\b{_PAYMENT}\b\W+(?:(?:is|still|ist|noch|est|está)\W+)*(?:missing|outstanding|overdue|pending|open|fehlt|"
    r"offen|ausstehend|manquant|pendiente|pendente)\b"
)
_TIME = r"(?:hours?|hrs?|h|minutes|time|stunden?|zeit|horas?|heures?)"
_LOGGED = r"(?:logged|tracked|recorded|erfasst|eingetragen|gebucht|registrad[ao]s?|saisie?s?|enregistrée?s?)"
_UNLOGGED = re.compile(
    rf"\b{_TIME}\b[^\d]{{0,25}}?\b{_NOT}\b{_YET}\W+{_LOGGED}\b"
    rf"|\b(?:did|have|has|had)\s*(?:n['’]t|not)\b{_YET}\W+(?:log|logged|track|tracked|record|recorded)\b"
    rf"\W+(?:\S+\W+){{0,4}}?{_TIME}\b"
    r"|\b(?:unlogged|untracked|unrecorded|horas? sin registrar)\b"
    r"|\b(?:needs?|have|has|must|should|forgot|still|left|want)\b\W+(?:i\W+)?(?:to\W+)?(?:log|track|record)\b"
    rf"\W+(?:\S+\W+){{0,4}}?{_TIME}\b"
    rf"|\b{_TIME}\b\W+(?:(?:are|is|still|left|more|yet|that|which|need)\W+)*to\W+(?:be\W+)?(?:log|track)"
    r"(?:ged|ked)?\b"
)
_PAUSED = re.compile(r"\b(?:paused|on pause|pausiert|pausad[oa]|en pause|em pausa|en pausa|ruht)\b")
_SUPPOSED = frozenset(("if", "before", "unless", "wenn", "falls", "si", "se"))
_DENYING_WORDS = (
    "no none nothing never not without any longer nobody all kein keine nichts ohne aucun aucune rien sans ningún "
    "ninguna sin nada nenhum nenhuma"
)
_DENYING = _SUPPOSED | frozenset(_DENYING_WORDS.split())
"""Words shortly before that deny what follows: no unpaid invoice, not paused, all hours; or only suppose it."""
_WITHIN = 3
_PAID_WORDS = "paid released settled bezahlt freigegeben payé pagado pago"
_LOGGED_WORDS = "logged done tracked erfasst"
_RUNNING_WORDS = (
    "resumed restarted running active again continues continued back unpaused weiter wieder"
)
_PAID, _DONE, _RUNNING = (
    frozenset(words.split()) for words in (_PAID_WORDS, _LOGGED_WORDS, _RUNNING_WORDS)
)
"""Words that say further on that it is over."""
_SOON = 4
"""So many words of the next clause may say so."""
_WORD = re.compile(r"[^\W\d_]+")
GLANCE = (
    rf"\b{_PAY}\b|\b(?:unpaid|unbezahlt|unbeglichen|impay|sin pagar|ow(?:es?|ed|ing)|schuldet)|\b{_PAYMENT}\b|"
    r"logged|\blog\b|track|record|erfasst|eingetragen|gebucht|registra|saisi|enregistr|paus|\bruht\b"
)
"""What nearly every text has none of."""


def spoken_as_open(clause: str, following: str) -> Iterator[str]:
    """What a clause says is open, by the fields that say how it is; `following`: the clause behind it.

    Both in small letters.
    """
    words = [(word.start(), word[0]) for word in _WORD.finditer(clause)]
    soon = frozenset(_WORD.findall(following)[:_SOON])
    for pattern, over, denying, matter in (
        (_NOT_PAID, _PAID, _SUPPOSED, ESCROW),
        (_OPEN_PAY, _PAID, _DENYING, ESCROW),
        (_UNLOGGED, _DONE, _DENYING, HOURS),
        (_PAUSED, _RUNNING, _DENYING, STATUS),
    ):
        over_at = max((at for at, word in words if word in over), default=-1)
        if not over.isdisjoint(soon):
            continue
        for match in pattern.finditer(clause):
            here = bisect_left(words, (match.start(),))
            before = (word for _, word in words[max(0, here - _WITHIN) : here])
            if over_at < match.end() and denying.isdisjoint(before):
                yield matter
                if pattern is _NOT_PAID and match["who"] is not None:
                    yield SITUATION
