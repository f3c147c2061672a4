"""Loads the generated municipality into the database, through the same actions that staff use, with the dates of its history."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from django.contrib.auth.models import Group
from django.db import transaction
from django.utils import timezone

from cms.accounts.models import User
from cms.cases.models import Case, CaseEvent, Category, Channel, Kind, NumberSeries
from cms.demo import model
from cms.demo.generator import generate
from cms.demo.office import load_office
from cms.demo.reports import load_reports
from cms.organisation.models import Board, Municipality, OrganisationUnit, Succession
from cms.publication.actions import approve, edit, record_from_case, withdraw, withhold
from cms.publication.batches import BatchReport, approve_many, create_records, examine_records
from cms.publication.models import PublicRecord, SearchSynonym, Status, WithdrawalReason, WithholdingReason
from cms.statistics.models import Denominator, SeriesBreak, SmallNumberRule

PASSWORD = "kvarnsala-demo"  # noqa: S105 - the demonstration listens on 127.0.0.1 only, and prints this
CAST = (
    ("astrid", "Astrid", "Registrator", "Registrerar, fördelar, kontrollerar och publicerar"),
    ("ingrid", "Ingrid", "Utredare", "Utreder och svarar"),
    ("karin", "Karin", "Kommunikatör", "Granskar och godkänner"),
    ("rolf", "Rolf", "Chef", "Läser ärenden och rapporter"),
    ("sara", "Sara", "Systemförvaltare", "Sköter organisation, ord och användare"),
)
# An answer older than this has been checked, and its case closed, even where its publication still waits.
LONGEST_CHECK_DAYS = 30
# What people in Kvarnsala call things.
OWN_SYNONYMS = (
    "badis > Kvarnbadet",
    "bibblan på torget > Stadsbiblioteket",
    "hammarn, hammartippen > Hammarens återvinningscentral",
)
_CHANNELS = {"visit": Channel.ORAL}
_WITHHOLDING_REASONS = {"submitter": WithholdingReason.SENDER_DECLINED, "not_municipal": WithholdingReason.NOT_OURS}


@transaction.atomic
def load_demonstration(town: model.Demonstration | None = None) -> int:
    """Load the municipality, its staff and its cases; gives the number of cases. Does nothing when it is loaded already."""
    if Municipality.load().demonstration:
        return 0
    town = town or generate()
    _municipality(town)
    units = _organisation(town)
    _notes(town, units)
    staff = _staff()
    cases = _cases(town, units, staff)
    _publish(town, cases, staff)
    load_office(cases, staff, town.cases[-1].received.date())
    load_reports(staff, town.cases[-1].received.date())
    return len(cases)


def _municipality(town: model.Demonstration) -> None:
    """The settings of the public site."""
    settings, given = Municipality.load(), town.municipality
    for name in (
        "name",
        "municipality",
        "email",
        "phone",
        "address",
        "web",
        "feedback_url",
        "report_url",
        "accent_colour",
        "intro",
        "licence",
    ):
        if name in given:
            setattr(settings, name, given[name])
    privacy, accessibility = given.get("privacy", {}), given.get("accessibility", {})
    for name, value in privacy.items():
        setattr(settings, name, value)
    for name, value in accessibility.items():
        setattr(settings, f"accessibility_{name}", "\n".join(value) if isinstance(value, list) else value)
    settings.demonstration = True
    settings.save()
    SearchSynonym.objects.bulk_create(SearchSynonym(words=words) for words in OWN_SYNONYMS)


def _organisation(town: model.Demonstration) -> dict[str, OrganisationUnit]:
    """Boards and units, by code."""
    boards = {each.code: Board.objects.create(code=each.code, name=each.name) for each in town.boards}
    units: dict[str, OrganisationUnit] = {}
    for each in town.units:
        unit = OrganisationUnit(
            code=each.code,
            level=each.level,
            name=each.name,
            slug=each.slug,
            email=each.email,
            phone=each.phone,
            valid_from=each.valid_from,
            valid_to=each.valid_to,
            closed_for_publication=each.closed_for_publication,
        )
        if each.parent is None:
            units[each.code] = OrganisationUnit.add_root(instance=unit)
        else:
            parent = OrganisationUnit.objects.get(pk=units[each.parent].pk)
            units[each.code] = parent.add_child(instance=unit)
        units[each.code].boards.set(boards[code] for code in each.boards)
    Succession.objects.bulk_create(
        Succession(predecessor=units[each.code], successor=units[heir.code], kind=heir.kind, on=heir.on)
        for each in town.units
        for heir in each.successors
    )
    return units


def _notes(town: model.Demonstration, units: dict[str, OrganisationUnit]) -> None:
    """What the figures are read with: a rule for the closed department, users of another, a break in the series."""
    departments = [units[each.code] for each in town.units if each.level == "department" and each.valid_to is None]
    closed = next((unit for unit in departments if unit.get_descendants().filter(closed_for_publication=True)), None)
    if closed:
        SmallNumberRule.objects.create(
            department=closed,
            least_department=3,
            least_area=5,
            least_unit=5,
            reason="Ärendena rör ofta enskilda som får stöd och omsorg.",
        )
    first, last = town.cases[0].received.year, town.cases[-1].received.year
    for at, unit in enumerate(each for each in departments if each != closed):
        for year in range(first, last + 1):
            Denominator.objects.create(
                unit=unit,
                year=year,
                basis=Denominator.Basis.INHABITANTS,
                number=21_400 + 130 * (year - first),
                source=f"Folkmängden i Kvarnsala 31 december {year - 1}",
            )
        if at == 0:
            SeriesBreak.objects.create(
                unit=unit, on=date(first + 1, 9, 1), what="Kontaktcenter registrerar även samtal som besvaras direkt."
            )


def _staff() -> dict[str, User]:
    """One person in each role, by username."""
    staff = {}
    for username, first_name, role, title in CAST:
        user = User.objects.create_user(
            username, f"{username}@kvarnsala.example", PASSWORD, first_name=first_name, job_title=title
        )
        user.groups.add(Group.objects.get(name=role))
        if role == "Systemförvaltare":
            user.is_superuser = True
            user.save(update_fields=["is_superuser"])
        staff[username] = user
    return staff


def _cases(town: model.Demonstration, units: dict[str, OrganisationUnit], staff: dict[str, User]) -> dict[str, Case]:
    """Every case with its history, by number."""
    kinds = {kind.code: kind for kind in Kind.objects.all()}
    categories = {category.code: category for category in Category.objects.filter(scheme__code="kristianstad-10")}
    recent = town.cases[-1].received.date() - timedelta(days=LONGEST_CHECK_DAYS)
    checked = {
        each.number
        for each in town.cases
        if each.state == "answered" and each.answered_on and each.answered_on < recent
    }
    cases = [
        Case(
            number=each.number,
            kind=kinds[each.kind],
            category=categories[each.category],
            channel=_CHANNELS.get(each.channel, each.channel),
            unit=units[each.unit],
            heading=each.heading,
            text=each.text,
            sender_name=each.sender.name,
            sender_email=each.sender.email,
            sender_phone=each.sender.phone,
            sender_address=each.sender.address,
            wants_publication=each.may_publish,
            state="closed" if each.number in checked else each.state,
            investigator=staff["ingrid"] if each.investigation_on else None,
            answer=each.answer_html,
            answered_by_role=each.role if each.answer_html else "",
            outcome=each.outcome or "",
            outcome_text=each.outcome_text,
            received_on=each.received.date(),
            distributed_on=each.distributed_on,
            first_reaction_on=each.distributed_on or each.answered_on,
            answered_on=each.answered_on,
            closed_on=each.answered_on if each.number in checked else each.closed_on,
            answer_written_on=each.answered_on,
            replied_on=(each.answered_on if each.number in checked else each.closed_on) if each.answered_on else None,
            waiting_since=each.waiting_since if each.state == "waiting" else None,
        )
        for each in town.cases
    ]
    Case.objects.bulk_create(cases)
    by_number = {case.number: case for case in cases}
    CaseEvent.objects.bulk_create(
        event for each in town.cases for event in _events(each, by_number[each.number], staff)
    )
    for year in {int(case.number[:4]) for case in cases}:
        last = max(int(case.number.split("-")[1]) for case in cases if case.number.startswith(f"{year}-"))
        NumberSeries.objects.update_or_create(year=year, defaults={"last": last})
    return by_number


def _events(each: model.Case, case: Case, staff: dict[str, User]) -> Iterable[CaseEvent]:
    """What happened to the case, in order."""
    astrid, ingrid = staff["astrid"], staff["ingrid"]
    closing = {"rejected": "reject", "sent_elsewhere": "send_elsewhere"}.get(each.state, "close")
    steps: list[tuple[str, date | None, User, str, str]] = [
        ("register", each.received.date(), astrid, "", "received"),
        ("distribute", each.distributed_on, astrid, "received", "distributed"),
        ("take", each.investigation_on, ingrid, "distributed", "investigating"),
        ("ask", each.waiting_since if each.state == "waiting" else None, ingrid, "investigating", "waiting"),
        ("answer", each.answered_on, ingrid, "investigating", "answered"),
        (closing, each.closed_on, astrid, "answered" if closing == "close" else "received", each.state),
    ]
    for hour, (action, day, who, before, after) in enumerate(steps):
        if day:
            yield CaseEvent(
                case=case, at=_at(day, 8 + hour), by=who, action=action, from_state=before, to_state=after,
                comment=each.decision_text if action in {"reject", "send_elsewhere"} else "",
            )  # fmt: skip


def _publish(town: model.Demonstration, cases: dict[str, Case], staff: dict[str, User]) -> None:
    """Public versions, and the decisions about them."""
    shown = [each for each in town.cases if each.publication.state != "none"]
    by_number: dict[str, PublicRecord] = {}
    # Prepared by two, so that Karin has something to review, and Astrid too.
    for who, part in (("astrid", shown[::2]), ("ingrid", shown[1::2])):
        records = create_records([_record(each, cases[each.number]) for each in part], staff[who])
        by_number.update({record.public_id: record for record in records})
    approved_on = {each.number: each.publication.approved_on for each in shown}
    karin = staff["karin"]

    def when(record: PublicRecord) -> datetime:
        return _at(approved_on[record.public_id] or timezone.localdate(), 14)

    published = [
        by_number[each.number].pk for each in shown if each.publication.state in {"approved", "withdrawn", "corrected"}
    ]
    approve_many(PublicRecord.objects.filter(pk__in=published), karin, BatchReport(), when=when)
    for each in shown:
        _decide(
            each,
            PublicRecord.objects.get(pk=by_number[each.number].pk)
            if each.publication.state not in {"approved", "awaiting"}
            else None,
            staff,
        )
    examine_records(PublicRecord.objects.filter(status=Status.AWAITING).select_related("case", "latest_revision"))


def _record(each: model.Case, case: Case) -> PublicRecord:
    """The public version as it was first written: the earlier one, when it was corrected later."""
    record = record_from_case(case)
    correction = each.publication.correction
    version = correction.earlier if correction else each.publication.public
    if version:
        record.heading, record.question, record.answer = (
            version.heading,
            "\n\n".join(version.question),
            version.answer_html,
        )
    for redaction in each.publication.redactions:
        record.redactions[redaction.reason] = record.redactions.get(redaction.reason, 0) + 1
    return record


def _decide(each: model.Case, record: PublicRecord | None, staff: dict[str, User]) -> None:
    """Withhold, withdraw or correct, where the history says so."""
    if record is None:
        return
    publication, karin = each.publication, staff["karin"]
    if publication.state == "withheld":
        decided = _at((each.answered_on or each.received.date()) + timedelta(days=2), 11)
        withhold(
            record,
            karin,
            _WITHHOLDING_REASONS.get(publication.reason) or WithholdingReason(publication.reason),
            publication.note,
            at=decided,
        )
    elif publication.state == "withdrawn":
        day = publication.withdrawn_on or timezone.localdate()
        withdraw(record, karin, WithdrawalReason(publication.reason), publication.note, at=_at(day, 10))
    elif publication.state == "corrected" and publication.correction and publication.public:
        version = publication.public
        revision = edit(
            record,
            staff["astrid"],
            heading=version.heading,
            question="\n\n".join(version.question),
            answer=version.answer_html,
        )
        approve(
            record, karin, revision, what_changed=publication.correction.what, at=_at(publication.correction.on, 14)
        )


def _at(day: date, hour: int) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour, 30)))
