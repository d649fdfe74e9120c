"""CoNLL-U Plus: a token a line, mentions in a column of their own, entities and relations in comments.

https://universaldependencies.org/ext-format.html. Tokens are single characters, and runs of Latin letters and digits
that no mention divides; MISC says by SpaceAfter and SpacesAfter, as UDPipe does, what stands between them, so that the
text comes back as it was. A mention column holds B-Type:e1 and I-Type:e1, several joined by | where names share a
place. Comments in JSON give each entity and relation in full.
"""

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from kg.errors import WriteError
from kg.write.annotation.values import numbered, places
from kg.write.lines import Record

COLUMNS = "# global.columns = ID FORM MENTION MISC\n"
_TOKEN = re.compile(r"[A-Za-z0-9]+|\S")
_END = re.compile(r"[。！？!?；\n][”」』）)\s]*")
_ESCAPES = {" ": r"\s", "\t": r"\t", "\n": r"\n", "\r": r"\r", "|": r"\p", "\\": r"\\"}
_UNESCAPES = {escape: char for char, escape in _ESCAPES.items()}
_ESCAPE = re.compile(r"\\.")
_FIELDS = ("title", "text")


def written(documents: Iterable[Record]) -> bytes:
    """Return annotated documents as one CoNLL-U Plus file."""
    lines = (line for document in documents for line in _document(document))
    return (COLUMNS + "".join(lines)).encode("utf-8", "replace")


def _document(document: Record) -> Iterator[str]:
    yield f"# newdoc id = {json.dumps(document['id'], ensure_ascii=False)}\n"
    yield f"# date = {document['date']}\n"
    for number, entity in enumerate(document["entities"], 1):
        other = (m for m in entity["mentions"] if m["text"] != _slice(document, m))
        texts = {f"{m['field']}:{m['start']}": m["text"] for m in other}
        told = {"id": f"e{number}", "name": entity["name"], "type": entity["type"], "iri": entity["iri"]}
        yield f"# entity = {_json({**told, 'forms': texts} if texts else told)}\n"
    known = numbered(document)
    for relation in document["relations"]:
        ends = {end: known.get(relation[f"{end}_iri"]) for end in ("s", "o")}
        yield f"# relation = {_json({**relation, **{end: f'e{n}' for end, n in ends.items() if n}})}\n"
    sentences = ((field, lines) for field in _FIELDS for lines in _sentences(document, field))
    for number, (field, lines) in enumerate(sentences, 1):
        yield f"# sent_id = {number}\n# field = {field}\n"
        yield from lines
        yield "\n"


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def _slice(document: Record, mention: Record) -> str:
    return str(document[mention["field"]][mention["start"] : mention["end"]])


def _sentences(document: Record, field: str) -> Iterator[list[str]]:
    """Yield the lines of each sentence of a field: its text as a comment, and its tokens."""
    text = document[field]
    named: dict[int, list[str]] = defaultdict(list)
    inside: set[int] = set()
    cuts: set[int] = set()
    for number, entity in enumerate(document["entities"], 1):
        for place, start, end in places(entity):
            if place == field:
                cuts |= {start, end}
                inside.update(range(start + 1, end))
                for position in range(start, end):
                    named[position].append(f"{'B' if position == start else 'I'}-{entity['type']}:e{number}")
    tokens = list(_tokens(text, cuts))
    ends = [m.end() for m in _END.finditer(text) if m.end() not in inside]
    sentence: list[tuple[int, int]] = []
    for index, (start, end) in enumerate(tokens):
        sentence.append((start, end))
        following = tokens[index + 1][0] if index + 1 < len(tokens) else len(text)
        if index + 1 == len(tokens) or any(start < cut <= following for cut in ends if cut > start):
            yield _lines(text, sentence, following, named, first=index + 1 == len(sentence))
            sentence = []


def _tokens(text: str, cuts: set[int]) -> Iterator[tuple[int, int]]:
    for match in _TOKEN.finditer(text):
        begin = match.start()
        for position in range(match.start() + 1, match.end() + 1):
            if position == match.end() or position in cuts:
                yield begin, position
                begin = position


def _lines(
    text: str, tokens: list[tuple[int, int]], stop: int, named: Mapping[int, list[str]], first: bool
) -> list[str]:
    shown = text[tokens[0][0] : tokens[-1][1]]
    lines = [f"# text = {' '.join(shown.split())}\n"]
    for number, (start, end) in enumerate(tokens, 1):
        following = tokens[number][0] if number < len(tokens) else stop
        misc = []
        if first and number == 1 and start:
            misc.append(f"SpacesBefore={_escaped(text[:start])}")
        if following == end:
            misc.append("SpaceAfter=No")
        elif text[end:following] != " ":
            misc.append(f"SpacesAfter={_escaped(text[end:following])}")
        mentions = "|".join(sorted(named.get(start, ()))) or "_"
        lines.append(f"{number}\t{text[start:end]}\t{mentions}\t{'|'.join(misc) or '_'}\n")
    return lines


def _escaped(blanks: str) -> str:
    return "".join(_ESCAPES.get(char, char) for char in blanks)


def parsed(data: bytes, name: str = "conll") -> list[Record]:
    """Return the annotated documents of a CoNLL-U Plus file as `written` makes it, whatever was changed in it.

    Entities take their mentions from the column; relations come from the comments.

    Raises:
        WriteError: the file is none such; the message names the line.
    """
    try:
        lines = data.decode("utf-8").split("\n")
    except UnicodeDecodeError as error:
        raise WriteError(f"{name}: is not UTF-8 (byte {error.start}); save it as UTF-8") from error
    if lines[0] + "\n" != COLUMNS:
        raise WriteError(f"{name}:1: does not begin with {COLUMNS.strip()!r}; give a file that kg annotate wrote")
    found: list[_Reading] = []
    for number, line in enumerate(lines[1:], 2):
        if not line:
            continue
        try:
            if line.startswith("# newdoc id = "):
                found.append(_Reading(json.loads(line.removeprefix("# newdoc id = "))))
            elif line.startswith("#"):
                found[-1].comment(line)
            else:
                found[-1].token(line.split("\t"))
        except (IndexError, KeyError, TypeError, ValueError) as error:
            raise WriteError(f"{name}:{number}: cannot be read ({error}); mend or remove the line") from error
    return [reading.document() for reading in found]


class _Reading:
    """A document while its lines are read."""

    def __init__(self, name: str) -> None:
        self.id, self.date, self.field = name, "", "title"
        self.texts = dict.fromkeys(_FIELDS, "")
        self.entities: dict[str, Record] = {}
        self.forms: dict[tuple[str, str], str] = {}
        self.relations: list[Record] = []
        self.open: dict[str, Record] = {}

    def comment(self, line: str) -> None:
        """Take in a comment; one that is none of ours says nothing."""
        name, _, value = line.removeprefix("#").strip().partition(" = ")
        if name in ("date", "date ="):
            self.date = value.strip()
        elif name == "field":
            if value not in _FIELDS:
                raise ValueError(f"field {value!r} is neither title nor text")
            self.field, self.open = value, {}
        elif name == "entity":
            told = json.loads(value)
            self.forms |= {(told["id"], place): text for place, text in told.pop("forms", {}).items()}
            self.entities[told["id"]] = {n: told[n] for n in ("name", "type", "iri")} | {"mentions": []}
        elif name == "relation":
            self.relations.append(json.loads(value))

    def token(self, cells: list[str]) -> None:
        """Take in a token with its mentions and the blanks around it."""
        _, form, mentions, misc = cells
        spaces = dict(part.partition("=")[::2] for part in misc.split("|")) if misc != "_" else {}
        blanks = spaces.get("SpacesBefore", "")
        start = len(self.texts[self.field]) + len(_blanks(blanks))
        self.texts[self.field] += _blanks(blanks) + form
        end = len(self.texts[self.field])
        self.texts[self.field] += _blanks(spaces.get("SpacesAfter", "" if "SpaceAfter" in spaces else " "))
        now: dict[str, Record] = {}
        for tag in mentions.split("|") if mentions != "_" else []:
            place, _, name = tag.partition("-")
            kind, _, key = name.rpartition(":")
            if place not in ("B", "I") or key not in self.entities:
                raise ValueError(f"{tag!r} is no mention such as B-Person:e1 of an entity above")
            self.entities[key]["type"] = kind
            mention = self.open.get(key) if place == "I" else None
            if mention is None:
                mention = {"text": "", "field": self.field, "start": start, "end": end}
                self.entities[key]["mentions"].append(mention)
            mention["end"] = end
            now[key] = mention
        self.open = now

    def document(self) -> Record:
        """Return what was read; an entity that is named nowhere any more is gone, and its relations with it."""
        for key, entity in self.entities.items():
            for m in entity["mentions"]:
                shown = self.texts[m["field"]][m["start"] : m["end"]]
                m["text"] = self.forms.get((key, f"{m['field']}:{m['start']}"), shown)
        kept = {key: entity for key, entity in self.entities.items() if entity["mentions"]}
        relations = []
        for relation in self.relations:
            ends = {end: relation[end] for end in ("s", "o") if relation[end] in self.entities}
            if all(key in kept for key in ends.values()):
                relations.append({**relation, **{end: kept[key]["name"] for end, key in ends.items()}})
        texts = dict(self.texts)
        return {"id": self.id, "date": self.date, **texts, "entities": list(kept.values()), "relations": relations}


def _blanks(escaped: str) -> str:
    return _ESCAPE.sub(lambda m: _UNESCAPES.get(m[0], m[0]), escaped)
