"""The table metadata.csv beside files: what it says of them counts before what they say themselves."""

from collections.abc import Mapping
from dataclasses import dataclass

from kg.errors import ReadError
from kg.read.encoding import decoded
from kg.read.page import iso_day
from kg.read.problem import Problem
from kg.read.source import Source
from kg.read.table import placed, problem_of, rows_in


@dataclass(frozen=True, slots=True)
class Sidecar:
    """The facts of files by their paths relative to the table, with slashes, and what is wrong with it."""

    rows: Mapping[str, Mapping[str, str]]
    problems: tuple[Problem, ...]

    def facts(self, path: str) -> Mapping[str, str]:
        """Return what the table says of a file."""
        return self.rows.get(path, {})


def facts_of(path: str, sidecars: Mapping[str, Sidecar]) -> dict[str, str]:
    """Return what the sidecars above a file, which are held by their paths, say of it; the nearest counts most."""
    found: dict[str, str] = {}
    for table, sidecar in sorted(sidecars.items(), key=lambda item: item[0].count("/")):
        folder = table.rpartition("/")[0]
        inner = path.removeprefix(f"{folder}/") if folder else path
        if inner != path or not folder:
            found.update(sidecar.facts(inner))
    return found


def sidecar_in(source: Source, columns: Mapping[str, tuple[str, ...]]) -> Sidecar | None:
    """Return the sidecar that a file named metadata.csv is, None if it is a table of documents: no column path."""
    rows: dict[str, dict[str, str]] = {}
    problems: list[Problem] = []
    try:
        lines = rows_in(decoded(source.read()))
        at = placed(next(lines, (0, []))[1], columns)
        if "path" not in at:
            return None
        for line, row in lines:
            values = {name: row[i].strip() for name, i in at.items() if i < len(row) and row[i].strip()}
            path = values.pop("path", "").replace("\\", "/").removeprefix("./")
            if values.get("date") and not (day := iso_day(values["date"])):
                reason = f"date {values.pop('date')!r} is not a day and was left unknown"
                problems.append(Problem(source.path, str(line), reason, "write it as 2024-03-08", left_out=False))
            elif values.get("date"):
                values["date"] = day
            if path in rows:
                problems.append(
                    Problem(source.path, str(line), f"a second row for {path!r}", "remove one", left_out=False)
                )
                continue
            rows[path] = values
    except ReadError as error:
        found = problem_of(source.path, "", error)
        problems.append(Problem(found.path, found.place, found.reason, found.remedy, left_out=False))
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        problems.append(Problem(source.path, "", reason, "make the file readable", left_out=False))
    return Sidecar(rows, tuple(problems))
