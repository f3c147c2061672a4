"""Files that came with a case: what is taken, how it is emptied of what it tells besides, and where it lies.

A file is what its bytes say, whatever its name. A picture is drawn anew, so that place, camera and hidden parts are gone; a PDF loses
its properties, scripts, actions, forms' scripts and embedded files. The name it had is not kept: names of files often hold names.
"""

from __future__ import annotations

import hashlib
import io
import time
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import filetype
import pikepdf
from django.conf import settings
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from cms.cases.models import Case
from cms.intake.models import Attachment

MOST_FILES = 5
MOST_BYTES = 10_000_000
MOST_PIXELS = 60_000_000
LONGEST_SIDE = 3000
SWEPT_AFTER_SECONDS = 86_400
PICTURES = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}
PDF = "application/pdf"
ACTIVE = ("/OpenAction", "/AA", "/Names", "/AcroForm", "/Metadata", "/PieceInfo", "/Collection", "/AF", "/Perms")
OF_A_PAGE = ("/AA", "/Metadata", "/PieceInfo", "/AF")
OF_A_NOTE = ("/A", "/AA", "/FS", "/T", "/Contents", "/NM", "/M")


class FileNotAllowedError(ValueError):
    """A file that is not taken; the message says why, for the person who sent it."""


@dataclass(frozen=True)
class CleanFile:
    """A file as it is kept."""

    content_type: str
    content: bytes


def cleaned(file: BinaryIO, size_bytes: int) -> CleanFile:
    """The file without what it tells besides what one sees.

    Raises:
        FileNotAllowedError: it is too large, of another type, damaged or locked.
    """
    if size_bytes > MOST_BYTES:
        raise FileNotAllowedError(_("The file is larger than 10 megabytes. Send a smaller one, or send it without."))
    content = file.read(MOST_BYTES + 1)
    kind = filetype.guess_mime(content)
    if kind in PICTURES:
        return CleanFile(kind, _drawn_anew(content, PICTURES[kind]))
    if kind == PDF:
        return CleanFile(kind, _emptied_pdf(content))
    raise FileNotAllowedError(_("Only pictures (JPEG, PNG, WebP) and PDF can be attached."))


def _drawn_anew(content: bytes, format_name: str) -> bytes:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=[format_name]) as opened:
                if opened.width * opened.height > MOST_PIXELS:
                    raise FileNotAllowedError(_("The picture has too many pixels. Send a smaller one."))
                upright: Image.Image = ImageOps.exif_transpose(opened)
                upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
                mode = "RGBA" if format_name != "JPEG" and upright.has_transparency_data else "RGB"
                fresh = Image.new(mode, upright.size)
                fresh.paste(upright.convert(mode))
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        if isinstance(error, FileNotAllowedError):
            raise
        raise FileNotAllowedError(_("The picture is damaged and cannot be read.")) from error
    written = io.BytesIO()
    fresh.save(written, format_name, quality=88)
    return written.getvalue()


def _emptied_pdf(content: bytes) -> bytes:
    try:
        with pikepdf.open(io.BytesIO(content)) as opened:
            if opened.is_encrypted:
                raise FileNotAllowedError(_("The PDF is locked. Send one without a password."))
            root: Any = opened.Root
            for name in ACTIVE:
                if name in root:
                    del root[name]
            for page in opened.pages:
                _emptied_page(page)
            if "/Info" in opened.trailer:
                del opened.trailer["/Info"]
            opened.remove_unreferenced_resources()
            written = io.BytesIO()
            opened.save(written, fix_metadata_version=False, deterministic_id=True)
            return written.getvalue()
    except (pikepdf.PdfError, pikepdf.PasswordError, ValueError, RuntimeError) as error:
        if isinstance(error, FileNotAllowedError):
            raise
        if isinstance(error, pikepdf.PasswordError):
            raise FileNotAllowedError(_("The PDF is locked. Send one without a password.")) from error
        raise FileNotAllowedError(_("The PDF is damaged and cannot be read.")) from error


def _emptied_page(page: Any) -> None:
    for name in OF_A_PAGE:
        if name in page:
            del page[name]
    for note in page.get("/Annots", []):
        for name in OF_A_NOTE:
            if name in note:
                del note[name]


def folder() -> Path:
    """Where files lie: outside every web root, readable by the account alone."""
    made: Path = settings.VAR / "attachments"
    made.mkdir(mode=0o700, parents=True, exist_ok=True)
    return made


def path_of(attachment: Attachment) -> Path:
    """Where the file lies."""
    name = attachment.name.hex
    return folder() / name[:2] / name


def keep(case: Case, file: CleanFile) -> Attachment:
    """Store a cleaned file with its case. The row is written last, in the caller's transaction."""
    made = Attachment(
        case=case,
        content_type=file.content_type,
        size_bytes=len(file.content),
        sha256=hashlib.sha256(file.content).hexdigest(),
    )
    path = path_of(made)
    path.parent.mkdir(mode=0o700, exist_ok=True)
    path.touch(mode=0o600)
    path.write_bytes(file.content)
    made.save()
    return made


def erase_files(case: Case) -> int:
    """Delete the files of a case; gives how many."""
    gone = list(case.attachments.all())
    for attachment in gone:
        path_of(attachment).unlink(missing_ok=True)
        attachment.delete()
    return len(gone)


def sweep() -> int:
    """Delete files older than a day that no row knows, left by a crash between file and row; gives how many."""
    old = time.time() - SWEPT_AFTER_SECONDS
    known = {name.hex for name in Attachment.objects.values_list("name", flat=True)}
    lost = [path for path in folder().glob("??/*") if path.name not in known and path.stat().st_mtime < old]
    for path in lost:
        path.unlink(missing_ok=True)
    return len(lost)
