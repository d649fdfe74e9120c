"""Answers drawn as charts: what a saved query says it draws, as SVG or PNG whose bytes depend on the answer alone."""

import io
from typing import Any

import pyoxigraph as ox

from kg.errors import QueryError
from kg.query.asking import Result
from kg.query.shelf import Saved

CHARTS = ("svg", "png")


def drawn(result: Result, query: Saved | None, form: str) -> bytes:
    """Return a chart of an answer: a line for each column that its query draws, over the first of them.

    Raises:
        QueryError: the query draws nothing, the answer is empty, or matplotlib is not installed.
    """
    if query is None or not query.chart:
        raise QueryError(f"{form} is for queries that draw a chart, such as trend; choose table, csv, json or xlsx")
    if not result.rows:
        raise QueryError("the answer is empty, so there is nothing to draw; ask for more")
    try:
        import matplotlib as mpl
        from matplotlib.figure import Figure
    except ImportError as error:
        raise QueryError(f"{form} needs matplotlib; pip install 'zongheng[chart]'") from error
    columns, _, unit = query.chart.partition(";")
    names = [name.strip() for name in columns.split(",")]
    table = {name: [row[result.variables.index(name)] for row in result.rows] for name in names}
    over = [term.value if isinstance(term, ox.Literal) else "" for term in table[names[0]]]
    with mpl.rc_context({"svg.hashsalt": "zongheng", "svg.fonttype": "none", "font.size": 9}):
        figure = Figure(figsize=(max(6.0, 0.32 * len(over)), 3.6), layout="constrained")
        axes = figure.subplots()
        for name, style in zip(names[1:], ("-o", "--s", "-.^", ":D", "-x", "--v"), strict=False):
            axes.plot(over, [_number(term) for term in table[name]], style, markersize=4, label=_shown(name))
        axes.set_ylabel(unit.strip())
        axes.set_ylim(bottom=0)
        axes.tick_params(axis="x", labelrotation=60 if len(over) > 6 else 0)
        axes.grid(axis="y", alpha=0.3)
        axes.spines[["top", "right"]].set_visible(False)
        axes.legend(frameon=False)
        out = io.BytesIO()
        none: dict[str, Any] = {"Date": None, "Creator": None} if form == "svg" else {"Software": None}
        figure.savefig(out, format=form, metadata=none, dpi=150)
    return out.getvalue()


def _number(term: object) -> float:
    return float(term.value) if isinstance(term, ox.Literal) else 0.0


def _shown(name: str) -> str:
    return name.removesuffix("_rate").replace("_", " ")
