"""Personal data in Swedish feedback: plain functions from text to findings. A support for the reviewer, never a guarantee.

    findings = detect(question, answer, sender=SenderDetails(name="…", email="…", phone="…", address="…"), lists=MunicipalLists(…))
    public_question = replace_findings(question, findings.question)

What it finds, how well, and what it cannot do: docs/privacy-detector.md.
"""

from cms.privacy.detect import TextFindings, detect, detect_text
from cms.privacy.findings import (
    PLACEHOLDERS,
    Category,
    Confidence,
    Finding,
    Findings,
    Level,
    MatterAssessment,
    MunicipalLists,
    Recogniser,
    SenderDetails,
)
from cms.privacy.reasons import Reason, all_reasons
from cms.privacy.replacement import replace_findings

__all__ = [
    "PLACEHOLDERS",
    "Category",
    "Confidence",
    "Finding",
    "Findings",
    "Level",
    "MatterAssessment",
    "MunicipalLists",
    "Reason",
    "Recogniser",
    "SenderDetails",
    "TextFindings",
    "all_reasons",
    "detect",
    "detect_text",
    "replace_findings",
]
