"""What must hold of every gazetteer file: one meaning a surface, sound identifiers, no dangling link."""

import re
from collections import defaultdict
from collections.abc import Mapping
from itertools import chain

import pyoxigraph as ox
import pytest

from kg.resources import ontology_folder

ONTOLOGY = "https://w3id.org/zongheng/ontology#"
ENTITY = "https://w3id.org/zongheng/e/"
RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
SUBCLASS = "http://www.w3.org/2000/01/rdf-schema#subClassOf"
ALIAS = "http://www.w3.org/2004/02/skos/core#altLabel"
MATCH = "http://www.w3.org/2004/02/skos/core#exactMatch"
SOURCE = "http://purl.org/dc/terms/source"
TYPES = {"Person", "Country", "Place", "Organization", "Forum", "Initiative", "Document", "Event"}
FILES = (
    "abbreviations",
    "bodies",
    "countries",
    "documents",
    "events",
    "forums",
    "initiatives",
    "media",
    "names",
    "organisations",
    "persons",
    "places",
    "titles",
)
MARKS = {"“": "”", "《": "》", "‘": "’", "〈": "〉", '"': '"'}

Row = Mapping[str, list[ox.NamedNode | ox.Literal]]
Table = Mapping[str, Row]


@pytest.fixture(scope="module")
def facts() -> Table:
    table: dict[str, dict[str, list[ox.NamedNode | ox.Literal]]] = defaultdict(lambda: defaultdict(list))
    for path in sorted(ontology_folder().glob("*.ttl")):
        for quad in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE):
            assert isinstance(quad.subject, ox.NamedNode)
            assert isinstance(quad.object, ox.NamedNode | ox.Literal)
            table[quad.subject.value][quad.predicate.value].append(quad.object)
    return table


def entries(facts: Table) -> dict[str, Row]:
    return {s: row for s, row in facts.items() if s.startswith(ENTITY)}


def values(row: Row, predicate: str, language: str | None = None) -> list[str]:
    return [
        o.value
        for o in row.get(predicate, [])
        if language is None or (isinstance(o, ox.Literal) and (o.language or "") == language)
    ]


def surfaces(facts: Table) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for iri, row in entries(facts).items():
        for word in chain(values(row, LABEL, "zh"), values(row, ALIAS, "zh")):
            found[word].add(iri)
    return found


def words(facts: Table, name: str) -> set[str]:
    return set(values(facts[ONTOLOGY + name], ONTOLOGY + "word"))


def test_no_subject_is_defined_in_two_files() -> None:
    home: dict[str, set[str]] = defaultdict(set)
    for name in FILES:
        for quad in ox.parse(path=str(ontology_folder() / f"{name}.ttl"), format=ox.RdfFormat.TURTLE):
            if isinstance(quad.subject, ox.NamedNode):
                home[quad.subject.value].add(name)
    assert not {s: f for s, f in home.items() if len(f) > 1}


def test_every_entry_lies_under_exactly_one_type(facts: Table) -> None:
    above = {s: values(row, SUBCLASS) for s, row in facts.items() if s.startswith(ONTOLOGY)}

    def kinds(iri: str) -> set[str]:
        name = iri.removeprefix(ONTOLOGY)
        return {name} if name in TYPES else {k for parent in above.get(iri, []) for k in kinds(parent)}

    for iri, row in entries(facts).items():
        assert len({k for kind in values(row, RDF_TYPE) for k in kinds(kind)}) == 1, iri


def test_every_entry_has_one_label_a_language_and_a_source(facts: Table) -> None:
    for iri, row in entries(facts).items():
        assert len(values(row, LABEL, "zh")) == 1, iri
        assert len(values(row, LABEL, "en")) == 1, iri
        assert len(values(row, SOURCE)) == 1, iri


def test_local_names_are_readable_ascii(facts: Table) -> None:
    for iri in entries(facts):
        assert re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_]*", iri.removeprefix(ENTITY)), iri


def test_surfaces_are_clean(facts: Table) -> None:
    for word in surfaces(facts):
        assert word, "an empty label"
        assert word == word.strip(), word
        assert not re.search(r"[\s•・]", word) or word.isascii(), word
        assert not (MARKS.get(word[0]) == word[-1] and word[0] not in word[1:]), f"{word}: marks enclose the name"


def test_a_name_means_one_entry(facts: Table) -> None:
    assert not {w: sorted(i) for w, i in surfaces(facts).items() if len(i) > 1}


def test_no_alias_is_listed_at_two_levels(facts: Table) -> None:
    for iri, row in entries(facts).items():
        levels = [
            set(values(row, LABEL, "zh") + values(row, ALIAS)),
            set(values(row, ONTOLOGY + "framedLabel")),
            set(values(row, ONTOLOGY + "contextLabel")),
        ]
        assert len(set().union(*levels)) == sum(map(len, levels)), iri


def test_wikidata_identifiers(facts: Table) -> None:
    owner: dict[str, str] = {}
    for iri, row in entries(facts).items():
        for match in values(row, MATCH):
            assert re.fullmatch(r"http://www\.wikidata\.org/entity/Q[1-9][0-9]*", match), iri
            assert owner.setdefault(match, iri) == iri, match


@pytest.mark.parametrize("predicate", ["member", "partOf", "capital"])
def test_links_lead_somewhere(facts: Table, predicate: str) -> None:
    known = set(entries(facts))
    for iri, row in facts.items():
        if iri.startswith((ENTITY, ONTOLOGY + "compound_")):
            assert set(values(row, ONTOLOGY + predicate)) <= known, iri


def test_codes_of_states(facts: Table) -> None:
    states = [row for row in entries(facts).values() if ONTOLOGY + "Country" in values(row, RDF_TYPE)]
    assert len(states) == 197, "193 members, 2 observers, 2 states outside"
    for name, pattern in (("iso2", "[A-Z]{2}"), ("iso3", "[A-Z]{3}"), ("m49", "[0-9]{3}")):
        codes = [code for row in states for code in values(row, ONTOLOGY + name)]
        assert len(codes) == len(set(codes)) == len(states)
        assert all(re.fullmatch(pattern, code) for code in codes)


def test_guards_and_compounds_are_no_names(facts: Table) -> None:
    names = set(surfaces(facts))
    compounds = {w for s, row in facts.items() if "#compound_" in s for w in values(row, ONTOLOGY + "word")}
    assert not words(facts, "guards") & (names | compounds)
    assert not compounds & names


def test_what_is_no_initiative_is_not_listed_as_one(facts: Table) -> None:
    assert not words(facts, "notInitiatives") & set(surfaces(facts))


def test_a_title_word_is_listed_once(facts: Table) -> None:
    seen: dict[str, str] = {}
    for iri, row in facts.items():
        if ONTOLOGY + "TitleWord" in values(row, RDF_TYPE):
            for word in values(row, ONTOLOGY + "word"):
                assert seen.setdefault(word, iri) == iri, word
            assert set(values(row, ONTOLOGY + "position")) <= {"pre", "post", "both"}, iri
            assert len(values(row, ONTOLOGY + "rank")) == 1, iri


def test_surname_lists_do_not_overlap(facts: Table) -> None:
    lists = [words(facts, f"surnames_{n}") for n in ("Han_common", "Han_rare", "Han_compound", "ambiguous")]
    assert len(set().union(*lists)) == sum(map(len, lists))
    frequent, rare = words(facts, "transliterationCharacters"), words(facts, "transliterationCharacters_rare")
    assert not frequent & rare


def test_persons_carry_names_only(facts: Table) -> None:
    allowed = {RDF_TYPE, LABEL, ALIAS, MATCH, SOURCE, ONTOLOGY + "contextLabel"}
    for iri, row in entries(facts).items():
        if ONTOLOGY + "Person" in values(row, RDF_TYPE):
            assert set(row) <= allowed, iri
