"""`/oppna-data/`: what can be downloaded, what every column means, the catalogue."""

from __future__ import annotations

from collections.abc import Callable

from portal.contract import DataTable, DownloadFile
from portal.editions import paths
from portal.plugins.catalogue import LICENCES, write_catalogue
from portal.plugins.embeds import embed_path, embedded_measures
from portal.plugins.statistics import place_of
from portal.press import Press
from portal.words import N_, Words

FORMATS = {
    "csv": "CSV",
    "excel-csv": N_("CSV for Excel"),
    "jsonl": "JSON Lines",
    "parquet": "Parquet",
    "xlsx": "Excel (XLSX)",
}
LICENCE_NAMES = {"CC0-1.0": "CC0 1.0", "CC-BY-4.0": "CC BY 4.0"}


def write_open_data(presses: list[Press], sizes: Callable[[], dict[str, int]]) -> None:
    """The pages about the data, in each language, and the catalogue. Nothing where there is nothing to download."""
    if not presses[0].portal.open_data.files:
        return
    write_catalogue(presses[0])
    bytes_of = sizes()
    for press in presses:
        _write_downloads(press, bytes_of)


def _write_downloads(press: Press, bytes_of: dict[str, int]) -> None:
    data, at, tables = press.portal.open_data, paths(press.language), _tables(press)
    press.page(at["dictionary"], "data_dictionary.html", section="statistics", tables=tables)
    facts = [file for file in data.files if file.table == "facts"]
    press.page(
        at["open_data"],
        "open_data.html",
        section="statistics",
        whole=[(FORMATS[file.holds], file.path) for file in data.files if file.format == "zip"],
        years=_by_period(press, [file for file in data.files if file.table == "records"]),
        fact_years=_by_period(press, facts),
        small=_small(press),
        reports=[(file.period, file.path) for file in data.files if file.table == "reports" and file.period],
        program=next((file.path for file in data.files if file.format == "python"), ""),
        licence=LICENCE_NAMES.get(press.portal.site.licence, press.portal.site.licence),
        licence_address=LICENCES.get(press.portal.site.licence, ""),
        version=data.version,
        changes=data.changes,
        figures=_figures(press),
        sizes={f"/{path}": file_size(press.words, count) for path, count in bytes_of.items()},
    )


def open_data_addresses(presses: list[Press]) -> list[str]:
    """The pages that `write_open_data` writes."""
    if not presses[0].portal.open_data.files:
        return []
    return [paths(press.language)[name] for press in presses for name in ("open_data", "dictionary")]


def file_size(words: Words, count: int) -> str:
    """A number of bytes as people read it, in two digits, which one more item seldom changes: 870 byte, 35 kB, 1,2 MB."""
    value, unit = float(f"{count:.1e}"), ""
    for larger in ("kB", "MB", "GB"):
        if value >= 1000:
            value, unit = value / 1000, larger
    shown = round(value, 1) if unit and value < 10 else float(round(value))
    return f"{words.number(shown)}\N{NO-BREAK SPACE}{unit or words.gettext('bytes')}"


def _tables(press: Press) -> list[DataTable]:
    data = press.portal.open_data
    return data.tables if press.is_own else data.tables_en or data.tables


def _small(press: Press) -> list[tuple[DataTable, str]]:
    """The tables that are one file each."""
    files = {file.table: file.path for file in press.portal.open_data.files if not file.period and file.format == "csv"}
    return [(table, files[table.name]) for table in _tables(press) if table.name in files]


def _by_period(press: Press, files: list[DownloadFile]) -> list[tuple[str, list[tuple[str, str]]]]:
    """The files of each year, newest first: what each is called, and its address."""
    found: dict[str, list[tuple[str, str]]] = {}
    for file in files:
        if file.period:
            name = press.words.gettext(FORMATS[file.format]) + (f" {file.part}" if file.part > 1 else "")
            found.setdefault(file.period, []).append((name, file.path))
    return sorted(found.items(), reverse=True)


def _figures(press: Press) -> list[tuple[str, str]]:
    """What other sites may show in a frame: title and address of each."""
    return [
        (press.measures[name].title, embed_path(None, name)) for name in embedded_measures(place_of(press.portal, None))
    ]
