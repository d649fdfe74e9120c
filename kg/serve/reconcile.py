"""The Reconciliation Service API 0.2 over the entities of graph and gazetteer, for OpenRefine and its like."""

import asyncio
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import Response

from kg.model import ONTOLOGY
from kg.ontology.terms import TYPES
from kg.query.media import SHORT
from kg.serve import lookup
from kg.serve.lookup import Match
from kg.serve.protocol import Problem, body_of
from kg.serve.state import Build, State, as_json

_MOST, _DEFAULT, _BATCH = 100, 10, 500
_SURE = 95.0
_CLEAR = 3.0
"""Points by which the best candidate leads the next of its type where it is offered as a match."""
_WEIGHT = 0.3
"""What agreement in the properties given counts of the score, where some are given."""


async def service(request: Request, state: State) -> Response:
    """Answer at /reconcile: the manifest, or a batch of queries.

    Raises:
        Problem: the batch is malformed.
    """
    build = await state.build()
    given = request.query_params.get("queries")
    if request.method == "POST":
        form = parse_qs((await body_of(request, state.settings.limits.text)).decode("utf-8", "replace"))
        given = next(iter(form.get("queries", [])), given)
    if given is None:
        return Response(as_json(manifest(build, str(request.base_url))), media_type="application/json")
    queries = _batch(given)
    found = await asyncio.to_thread(lambda: {key: _candidates(build, query) for key, query in queries.items()})
    for key, query in queries.items():
        if query.get("properties"):
            await _weigh(state, build, found[key], query["properties"])
    body = {key: {"result": [_candidate(build, m, s, found[key]) for m, s in found[key]]} for key in queries}
    return Response(as_json(body), media_type="application/json")


def manifest(build: Build, root: str) -> dict[str, Any]:
    """Return the service manifest; `root` is the address of the server."""
    here = root.rstrip("/")
    suggest = {
        kind: {"service_url": here, "service_path": f"/reconcile/suggest/{kind}"}
        for kind in ("entity", "property", "type")
    }
    return {
        "versions": ["0.2"],
        "name": "纵横 Zongheng",
        "identifierSpace": f"{build.base}e/",
        "schemaSpace": ONTOLOGY,
        "defaultTypes": [_type(build, name) for name in TYPES],
        "view": {"url": f"{here}/e/{{{{id}}}}"},
        "preview": {"url": f"{here}/reconcile/preview?id={{{{id}}}}", "width": 420, "height": 260},
        "suggest": suggest,
        "batchSize": 50,
    }


async def suggest(request: Request, state: State) -> Response:
    """Answer at /reconcile/suggest/KIND?prefix=…, KIND being entity, property or type.

    Raises:
        Problem: a cursor that is no number.
    """
    build = await state.build()
    text, cursor = request.query_params.get("prefix", ""), request.query_params.get("cursor", "0")
    if not cursor.isdigit() or int(cursor) > 1000:
        raise Problem(400, f"cursor={cursor[:20]}: no number up to 1000; leave it out")
    start, stop = int(cursor), int(cursor) + _DEFAULT
    if request.path_params["kind"] == "entity":
        found = await asyncio.to_thread(lookup.names, build.index, text, limit=stop, prefix=True)
        result = [_described(build, m) | {"notable": [_type(build, m.type)]} for m in found[start:]]
    else:
        terms = build.ontology.classes if request.path_params["kind"] == "type" else build.ontology.properties
        wanted = text.casefold()
        rows = [t for t in terms.values() if any(wanted in name.casefold() for name in (t.name, t.zh, t.en))]
        rows.sort(key=lambda t: (not any(n.casefold().startswith(wanted) for n in (t.zh, t.en, t.name)), t.name))
        result = [{"id": t.name, "name": t.zh or t.en, "description": t.en} for t in rows[start:stop]]
    return Response(as_json({"result": result}), media_type="application/json")


def identifier(build: Build, iri: str) -> str:
    """Return the id of an entity: what follows the identifier space."""
    return iri.removeprefix(f"{build.base}e/")


def _batch(given: str) -> dict[str, dict[str, Any]]:
    try:
        queries = json.loads(given)
    except (ValueError, RecursionError) as error:
        raise Problem(400, "queries= is not JSON; send an object of queries") from error
    if not isinstance(queries, dict) or not all(isinstance(q, dict) for q in queries.values()):
        raise Problem(400, "queries= is no object of query objects; send one")
    if len(queries) > _BATCH:
        raise Problem(413, f"{len(queries)} queries in a batch; send at most {_BATCH}")
    for key, query in queries.items():
        limit = query.get("limit", _DEFAULT)
        if not isinstance(query.get("query", ""), str) or not isinstance(limit, int) or limit < 1:
            raise Problem(400, f"{key[:40]}: `query` is a string and `limit` a number from 1 on; mend it")
        if not isinstance(query.get("properties") or [], list):
            raise Problem(400, f"{key[:40]}: `properties` is a list; mend it")
    return queries


def _candidates(build: Build, query: Mapping[str, Any]) -> list[tuple[Match, float]]:
    given = query.get("type") or []
    kinds = [str(k).removeprefix(ONTOLOGY) for k in (given if isinstance(given, list) else [given])]
    limit = min(int(query.get("limit", _DEFAULT)), _MOST)
    text = str(query.get("query", ""))[:200]
    known = lookup.entity(build.index, text if "://" in text else f"{build.base}e/{text}")
    found = [known] if known else []
    found += [m for m in lookup.names(build.index, text, kinds=kinds, limit=limit) if m not in found and m.score > 0]
    return [(m, m.score) for m in found[:limit]]


async def _weigh(state: State, build: Build, found: list[tuple[Match, float]], properties: list[Any]) -> None:
    """Mix into the scores how many of the given properties agree with the graph."""
    wanted = [(str(p["pid"]), _values(p.get("v"))) for p in properties if isinstance(p, dict) and "pid" in p]
    known = build.ontology.properties
    wanted = [(known[pid.removeprefix(ONTOLOGY)].iri, v) for pid, v in wanted if pid.removeprefix(ONTOLOGY) in known]
    if not wanted or not found:
        return
    subjects = " ".join(f"<{m.iri}>" for m, _ in found)
    predicates = " ".join(sorted({f"<{iri}>" for iri, _ in wanted}))
    query = (
        f"SELECT DISTINCT ?s ?p ?o ?l WHERE {{ VALUES ?s {{ {subjects} }} VALUES ?p {{ {predicates} }} ?s ?p ?o "
        "OPTIONAL { ?o rdfs:label|skos:altLabel ?l } }"
    )
    reply = await state.ask({"kind": "query", "query": query, "accept": SHORT["json"]})
    if reply.error:
        raise Problem(reply.status, reply.error)
    values: dict[tuple[str, str], set[str]] = {}
    for row in json.loads(reply.body)["results"]["bindings"]:
        names = values.setdefault((row["s"]["value"], row["p"]["value"]), set())
        names |= {row["o"]["value"], identifier(build, row["o"]["value"]), row.get("l", {}).get("value", "")}
    for place, (match, score) in enumerate(found):
        agree = sum(bool(v & values.get((match.iri, iri), set())) for iri, v in wanted)
        found[place] = (match, round(score * (1 - _WEIGHT) + 100 * _WEIGHT * agree / len(wanted), 1))
    found.sort(key=lambda pair: -pair[1])


def _values(value: Any) -> set[str]:
    items = value if isinstance(value, list) else [value]
    return {str(i.get("id", "")) if isinstance(i, dict) else str(i) for i in items} - {"", "None"}


def _candidate(build: Build, match: Match, score: float, found: list[tuple[Match, float]]) -> dict[str, Any]:
    others = [s for m, s in found if m.iri != match.iri]
    sure = score >= _SURE and match.score >= _SURE and score - max(others, default=0.0) >= _CLEAR
    return _described(build, match) | {
        "score": score,
        "match": sure,
        "type": [_type(build, kind) for kind in match.kinds],
        "features": [{"id": "name", "value": match.score}, {"id": "mentions", "value": match.mentions}],
    }


def _described(build: Build, match: Match) -> dict[str, Any]:
    named = build.ontology.classes.get(match.type)
    words = [named.zh if named else match.type, match.en, "" if match.name == match.zh else match.name]
    about = " · ".join(dict.fromkeys(w for w in words if w))
    return {"id": identifier(build, match.iri), "name": match.zh or match.en or match.name, "description": about}


def _type(build: Build, name: str) -> dict[str, str]:
    known = build.ontology.classes.get(name)
    return {"id": name, "name": (known.zh or known.en or name) if known else name}


def entity_of(build: Build, given: str) -> Match | None:
    """Return the entity with an id or IRI."""
    return lookup.entity(build.index, given if "://" in given else f"{build.base}e/{given}")
