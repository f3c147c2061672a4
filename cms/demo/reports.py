"""Period reports of the demonstration: the latest year and quarter that are over, approved, and the latest month, in draft."""

from __future__ import annotations

from datetime import date

from cms.accounts.models import User
from cms.period_reports.actions import approve, comment, draft, introduce, submit
from cms.period_reports.models import Commentary, PeriodReport
from cms.period_reports.periods import latest_ended

APPROVED, DRAFTED = ("year", "quarter"), ("month",)
INTRODUCTION = """Rapporten visar allt som registrerades som synpunkt under perioden, också det som inte publiceras. \
Varje nämnd har själv skrivit sin kommentar.

Felanmälningar om gatlyktor och vägar tas emot på ett annat ställe och ingår inte."""
CAUSE = {
    "tn": "Många hör av sig om samma sak när vädret slår om, och då kommer synpunkterna tätt.",
    "bun": "Flera synpunkter kom när terminen började och scheman och skjutsar ändrades.",
}
ACTION = {
    "tn": "Snöröjningens ordning gås igenom före säsongen, och de vägar som oftast nämns läggs först.",
    "bun": "Skolorna berättar tidigare om ändrade tider, och maten följs upp tillsammans med elevråden.",
    "von": "Enheterna går igenom svaren varje månad på sina arbetsplatsträffar.",
    "ks": "Kontaktcenter har fått tydligare besked om vem som svarar på vad.",
}
OTHER = {"von": "Brukarrådens möten har egna protokoll och ingår inte."}


def load_reports(staff: dict[str, User], today: date) -> None:
    """Draft them all, comment on those of the year and the quarter, and have those approved."""
    for period in latest_ended(APPROVED, today):
        report = draft(period, staff["astrid"])
        introduce(report, staff["astrid"], INTRODUCTION)
        for commentary in report.commentaries.exclude(board=None).select_related("board"):
            comment(commentary, staff["ingrid"], _texts(report, commentary))
        report.refresh_from_db()
        submit(report, staff["astrid"])
        approve(report, staff["karin"], report.edition)
    for period in latest_ended(DRAFTED, today):
        draft(period, staff["astrid"])


def _texts(report: PeriodReport, commentary: Commentary) -> dict[str, str]:
    """Sentences that say what the figures say, and what the board does about it."""
    code = commentary.owner.code
    figures = report.figures
    lines = [line for line in figures["departments"] if code in line["boards"]]
    of_kind = {
        kind: sum(line["cells"][at] for line in lines if not line["hidden"][at])
        for at, kind in enumerate(figures["kinds"])
    }
    complaints, praise = of_kind.get("complaint", 0), of_kind.get("praise", 0)
    texts = {
        "complaint_topics": f"{complaints} klagomål registrerades för nämndens verksamheter." if complaints else "",
        "praise_topics": f"{praise} beröm kom in och har framförts till dem som berördes." if praise else "",
        "cause": CAUSE.get(code, ""),
        "action_taken": ACTION.get(code, "Nämnden följer utvecklingen och återkommer i nästa rapport."),
        "completeness": "Det som sägs direkt till personalen registreras inte alltid.",
        "other_channels": OTHER.get(code, ""),
    }
    return {name: text for name, text in texts.items() if text}
