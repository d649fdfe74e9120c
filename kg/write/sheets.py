"""Tables as spreadsheets: CSV and workbooks, written so that their bytes depend on the rows alone, and read back."""

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from kg.errors import WriteError
from kg.write.facts import Value

SHEET_ROWS, CELL = 1_048_576, 32_767
"""How many rows a sheet holds, and how many characters a cell."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_CREATED = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*")
_EPOCH = (1980, 1, 1, 0, 0, 0)


def csv_of(header: Iterable[str], rows: Iterable[Sequence[Value]], *, formula_safe: bool = False) -> bytes:
    """Return a table as CSV in UTF-8 with the mark by which spreadsheets know it.

    `formula_safe` puts an apostrophe before cells that a spreadsheet would take for a formula.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(list(header))
    writer.writerows([_cell(value, formula_safe) for value in row] for row in rows)
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _cell(value: Value, formula_safe: bool) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    text = "" if value is None else str(value)
    return f"'{text}" if formula_safe and isinstance(value, str) and text.startswith(_FORMULA) else text


def xlsx_of(title: str, header: Iterable[str], rows: Sequence[Sequence[Value]]) -> bytes:
    """Return a table as a workbook of one sheet, in which no text is taken for a formula.

    Raises:
        WriteError: openpyxl is not installed, or a sheet cannot hold the rows.
    """
    try:
        from openpyxl import Workbook  # type: ignore[import-untyped,unused-ignore]
        from openpyxl.cell import WriteOnlyCell  # type: ignore[import-untyped,unused-ignore]
    except ImportError as error:
        raise WriteError("xlsx needs openpyxl; pip install 'zongheng[xlsx]'") from error
    names = list(header)
    if len(rows) >= SHEET_ROWS:
        raise WriteError(f"xlsx: {len(rows)} rows, but a sheet holds {SHEET_ROWS}; choose csv or parquet")
    for number, row in enumerate(rows, 1):
        for name, value in zip(names, row, strict=True):
            if isinstance(value, str) and len(value) > CELL:
                raise WriteError(f"xlsx: row {number}: {name} is longer than a cell; choose csv or parquet")
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    sheet.append(names)
    for row in rows:
        cells = []
        for value in row:
            if isinstance(value, str):
                cell = WriteOnlyCell(sheet, value=_NOT_XML.sub("\ufffd", value))
                cell.data_type = "s"  # or a text that begins with = would become a formula
                cells.append(cell)
            else:
                cells.append(value)
        sheet.append(cells)
    out = io.BytesIO()
    book.save(out)
    return _timeless(out.getvalue())


def _timeless(workbook: bytes) -> bytes:
    """Take the clock out of a workbook: out of its properties and out of the archive that it is."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            data = old.read(info)
            if info.filename == "docProps/core.xml":
                data = _CREATED.sub(rb"\g<1>1980-01-01T00:00:00Z", data)
            new.writestr(zipfile.ZipInfo(info.filename, _EPOCH), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def sheet_of(path: Path | str, title: str, header: Iterable[str], rows: Sequence[Sequence[Value]]) -> bytes:
    """Return a table in the format that the name of its file asks for, .csv or .xlsx.

    Raises:
        WriteError: the name asks for another, or as `xlsx_of`.
    """
    suffix = Path(path).suffix.lower()
    if suffix == ".csv":
        return csv_of(header, rows)
    if suffix == ".xlsx":
        return xlsx_of(title, header, rows)
    raise WriteError(f"{path}: neither .csv nor .xlsx; give the file one of these endings")


def read_sheet(path: Path | str, needed: Sequence[str]) -> list[dict[str, str]]:
    """Return the rows of a .csv or .xlsx file that has been filled in, by the names of its columns, as text.

    CSV may be in UTF-8, with mark or without, or in GB18030, which spreadsheets write in China; commas, semicolons and
    tabs may part its cells.

    Raises:
        WriteError: the file cannot be read, or lacks one of the columns `needed`.
    """
    path = Path(path)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise WriteError(f"{path}: cannot be read ({(error.strerror or str(error)).lower()}); give a file") from error
    rows = _read_xlsx(path, data) if path.suffix.lower() == ".xlsx" else _read_csv(path, data)
    header = [str(name).strip() for name in next(rows, ())]
    if missing := [name for name in needed if name not in header]:
        raise WriteError(f"{path}: there is no column {missing[0]!r}; keep the columns of the file that was written")
    return [dict(zip(header, row, strict=False)) for row in rows if any(cell.strip() for cell in row)]


def _read_csv(path: Path, data: bytes) -> Iterator[list[str]]:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise WriteError(f"{path}: neither UTF-8 nor GB18030; save it as UTF-8")
    first = text.partition("\n")[0]
    mark = max(",;\t", key=lambda m: (first.count(m), m == ","))
    return csv.reader(io.StringIO(text, newline=""), delimiter=mark)


def _read_xlsx(path: Path, data: bytes) -> Iterator[list[str]]:
    try:
        from openpyxl import load_workbook
    except ImportError as error:
        raise WriteError("xlsx needs openpyxl; pip install 'zongheng[xlsx]'") from error
    try:
        sheet = load_workbook(io.BytesIO(data), read_only=True, data_only=True).worksheets[0]
        rows = [["" if value is None else str(value) for value in row] for row in sheet.iter_rows(values_only=True)]
    except (KeyError, ValueError, OSError, zipfile.BadZipFile) as error:
        raise WriteError(f"{path}: no workbook; save it as .xlsx or .csv") from error
    return iter(rows)
