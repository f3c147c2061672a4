"""Attached files: what is taken, what is taken out of them, who sees them, and when they go."""

from __future__ import annotations

import io
import os
from typing import Any

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from cms.accounts.models import User
from cms.accounts.system import system_user
from cms.cases.models import Case
from cms.intake import attachments
from cms.intake.attachments import FileNotAllowedError, cleaned, folder, keep, path_of, sweep
from cms.intake.models import Attachment, FormTexts
from cms.organisation.actions import add_unit
from cms.organisation.models import OrganisationUnit
from cms.stewardship.erasure import erase_original
from tests.cast import Cast
from tests.factories import registered
from tests.intake.visitor import post, text_of

SECRET = b"Fia Provsson"


def picture(format_name: str = "JPEG", size: tuple[int, int] = (40, 30)) -> bytes:
    """A picture that tells where and by whom it was taken."""
    image, written = Image.new("RGB", size, "red"), io.BytesIO()
    exif = Image.Exif()
    exif[0x013B] = SECRET.decode()
    exif.get_ifd(0x8825)[1] = "N"
    image.save(written, format_name, exif=exif)
    return written.getvalue()


def pdf(**more: Any) -> bytes:
    """A PDF with a script, an author and a file inside."""
    made, written = pikepdf.new(), io.BytesIO()
    page = made.add_blank_page()
    page.obj.Annots = pikepdf.Array(
        [
            made.make_indirect(
                pikepdf.Dictionary(
                    Type=pikepdf.Name.Annot, T=SECRET.decode(), A=pikepdf.Dictionary(S=pikepdf.Name.JavaScript)
                )
            )
        ]
    )
    made.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert('canary')")
    made.attachments["hemligt.txt"] = SECRET
    made.docinfo["/Author"] = SECRET.decode()
    with made.open_metadata() as metadata:
        metadata["dc:creator"] = [SECRET.decode()]
    made.save(written, compress_streams=False, object_stream_mode=pikepdf.ObjectStreamMode.disable, **more)
    return written.getvalue()


def clean(content: bytes) -> attachments.CleanFile:
    return cleaned(io.BytesIO(content), len(content))


def upload(content: bytes, name: str = "fias hus.jpg", content_type: str = "image/jpeg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.mark.parametrize("format_name", ["JPEG", "PNG", "WEBP"])
def test_a_picture_forgets_where_and_by_whom_it_was_taken(format_name: str) -> None:
    dirty = picture(format_name)
    assert SECRET in dirty
    kept = clean(dirty)
    assert SECRET not in kept.content
    with Image.open(io.BytesIO(kept.content)) as image:
        assert (image.size, image.format, dict(image.getexif())) == ((40, 30), format_name, {})


def test_what_is_hidden_behind_the_end_of_a_picture_is_gone() -> None:
    assert b"<?php" not in clean(picture() + b"<?php evil() ?>").content


def test_a_pdf_loses_author_scripts_and_files_inside() -> None:
    dirty = pdf()
    assert SECRET in dirty
    kept = clean(dirty)
    assert kept.content_type == "application/pdf"
    for word in (SECRET, b"JavaScript", b"canary", b"hemligt.txt", b"OpenAction"):
        assert word not in kept.content
    with pikepdf.open(io.BytesIO(kept.content)) as opened:
        assert len(opened.pages) == 1


@pytest.mark.parametrize(
    "content",
    [
        b"<html><script>alert(1)</script></html>",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"MZ" + b"\0" * 300,
        b"PK\x03\x04" + b"\0" * 300,
        b"GIF89a" + b"\0" * 300,
        b"\xff\xd8\xff\xe0 not a picture",
        b"%PDF-1.7 not a pdf",
        b"",
        picture()[:200],
    ],
)
def test_anything_else_is_refused_whatever_it_is_called(content: bytes) -> None:
    with pytest.raises(FileNotAllowedError):
        clean(content)


def test_a_locked_pdf_and_too_many_pixels_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(FileNotAllowedError, match="locked"):
        clean(pdf(encryption=pikepdf.Encryption(owner="a", user="b")))
    monkeypatch.setattr(attachments, "MOST_PIXELS", 1000)
    with pytest.raises(FileNotAllowedError, match="pixels"):
        clean(picture())
    with pytest.raises(FileNotAllowedError, match="larger"):
        cleaned(io.BytesIO(b""), attachments.MOST_BYTES + 1)


def test_files_come_with_the_case_under_names_that_say_nothing() -> None:
    assert post(files=[upload(picture()), upload(pdf(), "../../etc/passwd.jpg")]).status_code == 200
    kept = list(Attachment.objects.order_by("pk"))
    assert [each.content_type for each in kept] == ["image/jpeg", "application/pdf"]
    for each in kept:
        assert path_of(each).is_relative_to(folder())
        assert path_of(each).stat().st_mode & 0o077 == 0
        assert path_of(each).stat().st_size == each.size_bytes


def test_a_file_that_is_refused_costs_nothing_of_what_was_written() -> None:
    answer = post(files=[upload(b"MZ" + b"\0" * 300)])
    assert answer.status_code == 422
    assert "Gatan vid torget" in text_of(answer)
    assert not Case.objects.exists()
    assert post(files=[upload(picture()) for _n in range(attachments.MOST_FILES + 1)]).status_code == 422


def test_a_municipality_can_do_without_files() -> None:
    texts = FormTexts.load()
    texts.files_allowed = False
    texts.save()
    assert 'type="file"' not in text_of(post(step="review"))
    post(files=[upload(picture())])
    assert Case.objects.exists()
    assert not Attachment.objects.exists()


def test_only_those_who_handle_the_case_read_its_files(cast: Cast) -> None:
    case = registered(cast)
    file = keep(case, clean(picture()))
    address = f"/admin/intake/attachment/{file.pk}/"
    answer = signed_in(cast.ingrid).get(address)
    assert b"".join(answer.streaming_content) == path_of(file).read_bytes()  # type: ignore[attr-defined]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert Client().get(address).status_code == 302
    for other in (cast.karin, cast.sara, cast.david):
        assert signed_in(other).get(address).status_code in {302, 403}
    elsewhere = add_unit("Simhallen", add_unit("Kulturförvaltningen", OrganisationUnit.get_root_nodes().get()))
    cast.ingrid.units.add(elsewhere)
    assert signed_in(cast.ingrid).get(address).status_code == 404


def test_the_cases_page_leads_to_its_files(cast: Cast) -> None:
    case = registered(cast)
    file = keep(case, clean(picture()))
    page = signed_in(cast.astrid).get(reverse("cases:inspect", args=[case.pk])).content.decode()
    assert f"/admin/intake/attachment/{file.pk}/" in page


def test_files_go_with_the_original_text(cast: Cast) -> None:
    case = registered(cast)
    path = path_of(keep(case, clean(picture())))
    assert path.exists()
    erase_original(case, system_user())
    assert not path.exists()
    assert not Attachment.objects.exists()


def test_a_file_without_a_row_is_swept_away(cast: Cast) -> None:
    kept = path_of(keep(registered(cast), clean(picture())))
    lost = folder() / "ab" / "abcdef"
    lost.parent.mkdir(exist_ok=True)
    lost.touch()
    assert sweep() == 0, "it may be about to get its row"
    os.utime(lost, (0, 0))
    os.utime(kept, (0, 0))
    sweep()
    assert kept.exists()
    assert not lost.exists()
