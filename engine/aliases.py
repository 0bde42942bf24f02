"""Other names that people have for the words of a snapshot."""

from __future__ import annotations

import re
from collections.abc import Sequence

_CLIENTS = (
    "buyer employer hirer customer purchaser hiring_manager käufer käuferin kunde kundin auftraggeber "
    "auftraggeberin acheteur acheteuse comprador compradora cliente"
)
_FREELANCERS = (
    "seller talent contractor provider worker vendor supplier freelance verkäufer verkäuferin "
    "auftragnehmer auftragnehmerin freiberufler freiberuflerin vendeur vendeuse prestataire vendedor "
    "vendedora"
)
SIDES: dict[str, str] = dict.fromkeys(_CLIENTS.split(), "client") | dict.fromkeys(
    _FREELANCERS.split(), "freelancer"
)
"""What platforms and people call the two sides of a contract, folded."""

_PLATFORMS = "upwork fiverr freelancer.com marketplace system support automatic automatically"
"""What people write where neither side did something."""

_ABROAD: dict[str, str] = {
    "fixed": "festpreis fixpreis pauschal pauschalpreis precio_fijo forfait au_forfait prix_fixe preço_fixo",
    "hourly": "stundenbasis auf_stundenbasis nach_stunden stündlich por_hora por_horas horaire à_l'heure",
    "active": "aktiv laufend läuft activo activa actif ativo ativa",
    "paused": "pausiert pausado pausada en_pause",
    "ended": "beendet",
    "suspended": "gesperrt ausgesetzt suspendido suspendida suspendu suspenso",
    "disputed": "strittig im_streit en_disputa en_litige em_disputa",
    "not_funded": "nicht_finanziert nicht_eingezahlt no_financiado non_financé não_financiado",
    "funded": "finanziert eingezahlt financiado financé",
    "submitted": "eingereicht soumis",
    "paid": "bezahlt ausgezahlt freigegeben pagado pagada payé payée pago paga",
    "cancelled": "storniert abgebrochen cancelado cancelada annulé annulée",
    "not_started": "nicht_begonnen nicht_angefangen no_empezado no_iniciado pas_commencé não_iniciado",
    "in_progress": "begonnen in_arbeit in_bearbeitung en_curso en_cours em_andamento",
    "complete": "abgeschlossen fertig erledigt terminado terminé finalizado concluído",
}
"""Words of other languages, folded, by what they mean where it is a choice."""

ALIASES: dict[str, str] = SIDES | {
    **{word: meant for meant, words in _ABROAD.items() for word in words.split()},
    **dict.fromkeys(_PLATFORMS.split(), "platform"),
    "fixed_price": "fixed",
    "fixedprice": "fixed",
    "hourly_rate": "hourly",
    "by_the_hour": "hourly",
    "canceled": "cancelled",
    "unfunded": "not_funded",
    "frozen": "funded",
    "cleared": "paid",
    "sent_back": "changes_requested",
    "in_revision": "changes_requested",
    "revision": "changes_requested",
    "revision_requested": "changes_requested",
    "released": "paid",
    "running": "active",
    "awaiting_requirements": "active",
    "waiting_for_requirements": "active",
    "requirements_missing": "active",
    "on_hold": "suspended",
    "held": "suspended",
    **dict.fromkeys(("in_dispute", "dispute", "dispute_opened", "open_dispute"), "disputed"),
    "started": "in_progress",
    "ongoing": "in_progress",
    "finished": "complete",
    "completed": "complete",
    "done": "complete",
}
"""Other names of words, folded, that leave nothing open where the word is a choice."""

_ENDED = ("ended", "ended, if either side has ended it, or the platform")
_PAID = ("paid", "paid, if its money was released")
_FUNDED = ("funded", "funded, if its money is in escrow, else not_funded")
_SUBMITTED = (("submitted", "submitted: the client has been asked to look at it"),)
_GIVEN_BACK = (
    (
        "cancelled",
        "cancelled, if it went back before it was paid; paid, if it was given back after that",
    ),
)
_REVIEWED = (*_SUBMITTED, ("active", "active; that work waits for the client: milestone.state"))
_PARTLY_PAID = (
    ("funded", "funded, if the rest is in escrow; what was paid of it: milestone.paid_amount"),
    ("active", "active; what was paid: total_paid"),
)
_PARTLY_FUNDED = (("funded", "funded; how much of it: milestone.funded_amount"),)
_IN_ESCROW = (
    ("funded", "funded; submitted, if work waits for the client"),
    ("active", "active; what lies in escrow: escrow"),
)
_WORK_OF_ACTIVE = ("active", "active, if it is running; what became of the work: milestone.state")
_OFFER = (("active", "an offer is no contract yet: leave it out until it is accepted"),)

_MONEY_BACK = (
    ("active", "active or ended, as it is; that money is asked back: refund_request.requested_at"),
    ("funded", "funded or paid, as it is; that money is asked back: refund_request.requested_at"),
)
_UNFUNDED = (("not_funded", "not_funded, if nothing of it lies in escrow"),)
_ASKED_FOR = (
    (
        "not_funded",
        "not_funded, if it is the money; submitted, if its release; changes_requested, if changes",
    ),
)
_CANCELLED = (
    ("cancelled", "cancelled; who ended it: ended_by"),
    ("ended", "ended; who ended it: ended_by; what became of its money: milestone.state"),
)

HINTS: dict[str, tuple[tuple[str, str], ...]] = {
    "open": (("active", "active is running, paused is not; ended is over"), _FUNDED),
    "closed": (_ENDED, _PAID),
    "complete": (_ENDED, _PAID),
    "completed": (_ENDED, _PAID),
    "done": (_ENDED, _PAID),
    "finished": (_ENDED, _PAID),
    "archived": (_ENDED, _PAID),
    **dict.fromkeys(("abgeschlossen", "fertig", "erledigt", "geschlossen"), (_ENDED, _PAID)),
    **dict.fromkeys(("terminado", "finalizado", "cerrado", "terminé", "clôturé"), (_ENDED, _PAID)),
    **dict.fromkeys(("concluído", "encerrado"), (_ENDED, _PAID)),
    **dict.fromkeys(
        ("in_arbeit", "in_bearbeitung", "in_progress", "ongoing", "started"), (_FUNDED,)
    ),
    **dict.fromkeys(("en_curso", "en_cours", "em_andamento"), (_FUNDED,)),
    "active": (_FUNDED, ("in_progress", "in_progress, if it has begun and is not complete")),
    **dict.fromkeys(("wip", "work_in_progress"), (_FUNDED,)),
    "approved": (_PAID,),
    "unpaid": (_FUNDED,),
    "not_paid": (_FUNDED,),
    "not_yet_paid": (_FUNDED,),
    **dict.fromkeys(("half_paid", "part_paid", "partly_paid", "partially_paid"), _PARTLY_PAID),
    **dict.fromkeys(
        ("half_funded", "part_funded", "partly_funded", "partially_funded"), _PARTLY_FUNDED
    ),
    **dict.fromkeys(("in_escrow", "escrow", "escrowed", "deposited"), _IN_ESCROW),
    **dict.fromkeys(
        ("waiting_for_approval", "awaiting_approval", "pending_approval", "waiting_for_client"),
        _REVIEWED,
    ),
    **dict.fromkeys(("in_review", "under_review"), _SUBMITTED),
    **dict.fromkeys(("refund_requested", "refund_request", "refund"), _MONEY_BACK),
    **dict.fromkeys(("to_fund", "awaiting_funding", "pending_funding"), _UNFUNDED),
    **dict.fromkeys(("awaiting_feedback", "waiting_for_feedback"), (_ENDED,)),
    "delivered": (*_SUBMITTED, _WORK_OF_ACTIVE),
    "submitted": (_WORK_OF_ACTIVE,),
    "in_revision": (_WORK_OF_ACTIVE,),
    "revision": (_WORK_OF_ACTIVE,),
    "cancelled": _CANCELLED,
    "canceled": _CANCELLED,
    "cancelled_by_buyer": _CANCELLED,
    "cancelled_by_seller": _CANCELLED,
    "cancelled_by_client": _CANCELLED,
    "auto_completed": (_ENDED, _PAID),
    "awaiting_requirements": (_FUNDED,),
    "waiting_for_requirements": (_FUNDED,),
    "requirements_missing": (_FUNDED,),
    "pending": (
        ("funded", "funded, if its money is in escrow; submitted, if work waits for the client"),
    ),
    "disputed": (("funded", "funded; the dispute is the contract's: since when, and by whom"),),
    "cancellation_requested": (
        ("funded", "funded; the request for the money back is the contract's"),
        ("active", "active; the request for the money back is asked for by itself"),
    ),
    "late": (("active", "active; that a day was missed is asked for by itself"), _FUNDED),
    "offer": _OFFER,
    "offered": _OFFER,
    "proposal": _OFFER,
    "proposed": _OFFER,
    "refunded": _GIVEN_BACK,
    "returned": _GIVEN_BACK,
    "release_requested": _SUBMITTED,
    "requested_release": _SUBMITTED,
    "requested": _ASKED_FOR,
    "me": (("freelancer", "freelancer, if you are the freelancer; client, if you are the client"),),
}
"""What to think of before a word is chosen: the first of which the word is a choice of the column."""


def folded_word(text: str) -> str:
    """In small letters, with `_` for blanks, hyphens and underscores."""
    return re.sub(r"[\s_-]+", "_", text.strip()).casefold()


def known_word(text: str, words: Sequence[str]) -> str | None:
    """The one of some words that is meant: in other letters, or by another name; None for no such word."""
    plain = folded_word(text)
    return next((each for each in (plain, ALIASES.get(plain, "")) if each in words), None)


def meant_instead(text: str, words: Sequence[str]) -> str:
    """What to think of before a word is chosen; "" where nothing is known of it."""
    hints = HINTS.get(folded_word(text), ())
    return next((hint for choice, hint in hints if choice in words), "")
