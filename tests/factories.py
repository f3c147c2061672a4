"""Cases and records at a given point, reached the way the office reaches it."""

from __future__ import annotations

from datetime import date
from typing import Any

from cms.cases.actions import make_move, register
from cms.cases.models import Case, Category, Kind
from cms.cases.states import State
from cms.organisation.actions import add_unit, ensure_municipality
from cms.organisation.models import OrganisationUnit
from cms.publication.actions import approve, prepare, submit
from cms.publication.models import Approval, PublicRecord
from tests.cast import Cast

RECEIVED = date(2026, 3, 2)


def streets() -> OrganisationUnit:
    """The street unit of the technical department, made when missing."""
    found = OrganisationUnit.objects.filter(name="Gatuenheten").first()
    if found:
        return found
    department = add_unit("Tekniska förvaltningen", ensure_municipality("Provköpings kommun"))
    return add_unit("Gatuenheten", add_unit("Gata och trafik", department))


def registered(cast: Cast, **changes: Any) -> Case:
    """A complaint about a street, just received."""
    values = {
        "kind": Kind.objects.get(code="complaint"),
        "category": Category.objects.get(scheme__code="kristianstad-10", code="fysisk-miljo"),
        "unit": streets(),
        "heading": "Hål i gatan",
        "text": "Det är ett stort hål i gatan vid torget.\n\nKan ni laga det?",
        "received_on": RECEIVED,
        "sender_name": "Fia Provsson",
        "sender_email": "fia@prov.example",
        "by": cast.astrid,
    }
    return register(**(values | changes))


PATHS: dict[State, list[str]] = {
    State.RECEIVED: [],
    State.DISTRIBUTED: ["distribute"],
    State.INVESTIGATING: ["distribute", "take"],
    State.WAITING: ["distribute", "take", "ask"],
    State.ANSWERED: ["distribute", "take", "answer"],
    State.CLOSED: ["distribute", "take", "answer", "close"],
    State.REJECTED: ["reject"],
    State.SENT_ELSEWHERE: ["send_elsewhere"],
}


def case_in(state: State, cast: Cast, **changes: Any) -> Case:
    """A case that has come to the state along the real path."""
    case = registered(cast, **changes)
    values: dict[str, dict[str, Any]] = {
        "distribute": {"unit": case.unit},
        "answer": {
            "answer": "Vi lagade hålet i går. Tack för att du sa till.",
            "answered_by_role": "Driftledare",
            "outcome": "done",
            "outcome_text": "Hålet är lagat.",
        },
        "ask": {"comment": "Var ligger hålet?"},
        "reject": {"comment": "Vägen är statlig."},
        "send_elsewhere": {"comment": "Bolaget svarar."},
    }
    for name in PATHS[state]:
        who = cast.ingrid if name in {"take", "ask", "answer"} else cast.astrid
        case = make_move(case, name, who, on=date(2026, 3, 12), **values.get(name, {}))
    return case


def awaiting(cast: Cast, **changes: Any) -> PublicRecord:
    """The public version of an answered case, prepared by Astrid and waiting for review."""
    record = prepare(case_in(State.CLOSED, cast, **changes), cast.astrid)
    submit(record, cast.astrid)
    record.refresh_from_db()
    return record


def approved(cast: Cast, **changes: Any) -> Approval:
    """An approval by Karin."""
    record = awaiting(cast, **changes)
    return approve(record, cast.karin, record.latest_revision)
