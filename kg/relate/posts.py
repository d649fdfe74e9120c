"""What a chain says of its head: posts held, bodies worked for, and where a place lies."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kg.model import Entity
from kg.ontology import Ontology
from kg.relate.items import Chain, Group, Item, Post
from kg.relate.places import city_of, lies_elsewhere

POST, AFFILIATION, LOCATION, PART = "holdsPost", "affiliatedWith", "locatedIn", "partOf"
_INSIDE = {
    ("Place", "Place"): LOCATION,
    ("Place", "Country"): LOCATION,
    ("Organization", "Organization"): PART,
}
PUBLIC_KINDS = frozenset({"GovernmentBody", "IntergovernmentalOrganization", "Party", "ArmedForce"})
SHARED_TITLE, SHARED_PLACE, KNOWN_CAPITAL = "sharedTitle", "sharedPlace", "knownCapital"


@dataclass(frozen=True, slots=True, order=True)
class Fact:
    """A relation that an apposition states, with the span (in the sentence) of the words that say so."""

    predicate: str
    subject: Entity
    object: str
    entity: Entity | None
    begin: int
    stop: int
    rule: str
    inferences: tuple[str, ...] = ()


def facts_of(text: str, chain: Chain, ontology: Ontology, owners: dict[str, Entity]) -> Iterable[Fact]:
    """Yield the posts, affiliations and locations that a chain states; `owners` finds entities by name."""
    for post in chain.posts:  # 坦桑尼亚桑给巴尔总统
        for outer, inner in zip(post.bodies, post.bodies[1:], strict=False):
            if inner.types == {"Place"} and len(outer.entities) == len(inner.entities) == 1:
                yield from _nested(outer, inner, chain, ontology)
    if chain.head is None:
        return
    for person in chain.head.entities if chain.head.types == {"Person"} else ():
        for post in chain.posts:
            if post.title.mentions[0].name in ontology.words["titlesNotPosts"]:
                continue
            span = (min(chain.begin, post.title.begin), max(chain.stop, post.title.stop))
            yield Fact(POST, person, title_text(text, post, ontology), None, *span, "apposition-post", chain.inferences)
            for body in _bodies(post, ontology, owners):
                yield Fact(AFFILIATION, person, body.name, body, *span, "apposition-body", chain.inferences)
    previous: Item | None = None
    for place in (*chain.outer, *([chain.head] if chain.outer else [])):
        if previous is not None:
            yield from _nested(previous, place, chain, ontology)
        previous = place


def _nested(outer: Item, inner: Item, chain: Chain, ontology: Ontology) -> Iterable[Fact]:
    """Yield that what one name stands before lies in it or belongs to it, but for places that lie elsewhere."""
    one, other = inner.entities[0], outer.entities[0]
    predicate = _INSIDE.get((one.type, other.type))
    if one != other and predicate and not lies_elsewhere(one, other, ontology):
        yield Fact(predicate, one, other.name, other, outer.begin, inner.stop, "nested-names", chain.inferences)


def capitals_of(text: str, items: Sequence[Item], ontology: Ontology) -> Iterable[Fact]:
    """Yield in which state a capital lies, where the sentence names that state elsewhere: 伊朗外长在首都德黑兰会见客人.

    Which of the states named it is, the gazetteer tells; where it knows the place in none of them, nothing is stated.
    """
    states = [e for i in items if i.types == {"Country"} for e in i.entities]
    for item in items:
        if item.types != {"Place"} or not text.endswith(ontology.words["capitals"], 0, item.begin):
            continue
        place = item.entities[0]
        state = next((s for s in states if city_of(place, s, ontology)), None)
        if state is not None:
            yield Fact(LOCATION, place, state.name, state, 0, item.stop, "capital-of-state", (KNOWN_CAPITAL,))


def shared(text: str, group: Group, ontology: Ontology) -> Group:
    """Let later members of a list share what the first one bears.

    A title is shared where it is one of many (国务院副总理何立峰、张国清), a place around where the list ends as one of
    places (加沙地带汗尤尼斯、拉法等地).
    """
    chains: list[Chain] = []
    places = text[group.chains[-1].stop : group.stop].endswith(ontology.words["placeTails"])
    for chain in group.chains:
        before = chains[-1] if chains else None
        if before and before.outer and places and not chain.outer and chain.types == {"Place"} == before.types:
            chain = Chain(chain.begin, chain.stop, chain.head, outer=before.outer, inferences=(SHARED_PLACE,))
        if before and not chain.posts and chain.types == {"Person"} and before.posts:
            post = before.posts[-1]
            if post.title.stop <= (before.head or post.title).begin and _plural(post, ontology):
                chain = Chain(chain.begin, chain.stop, chain.head, (post,), inferences=(SHARED_TITLE,))
        chains.append(chain)
    return Group(group.begin, group.stop, tuple(chains))


def _plural(post: Post, ontology: Ontology) -> bool:
    return post.title.mentions[0].name.endswith(ontology.words["sharedTitles"])


def title_text(text: str, post: Post, ontology: Ontology) -> str:
    """Return the title as written, with a public body or place built in, without country or employer."""
    if post.begin < post.title.begin:
        return text[post.begin : post.title.stop]
    kept = ""
    for body in post.bodies:
        mention = body.mentions[0]
        if body.types == {"Country"} or len(body.entities) > 1:
            kept = ""
        elif _public(body, ontology) or (kept and body.types == {"Place"}) or _subnational(post, body, ontology):
            kept += mention.text if kept else _without_country(mention.text, ontology)
        else:
            kept = ""
    return kept + post.title.mentions[0].text


def _without_country(text: str, ontology: Ontology) -> str:
    """Take off a country in front: 俄罗斯外交部 → 外交部; a name that is a country's own stays whole."""
    for length in range(len(text) - 2, 0, -1):
        iris = ontology.names.get(text[:length], ()) or ontology.framed.get(text[:length], ())
        if any(ontology.entries[i].type == "Country" for i in iris) and text[length:] in ontology.words["bareBodies"]:
            return text[length:]
    return text


def _subnational(post: Post, body: Item, ontology: Ontology) -> bool:
    title = ontology.titles.get(post.title.mentions[0].name)
    return body.types == {"Place"} and title is not None and title.rank == "subnational"


def _public(body: Item, ontology: Ontology) -> bool:
    """Whether a body is one of state, party or intergovernmental kind, which stays in a title."""
    if body.types == {"Forum"}:
        return True  # 第78届联合国大会主席
    if body.types != {"Organization"}:
        return False
    entry = ontology.entries.get(body.mentions[0].iri)
    if entry is not None and entry.kind != "Organization":
        return entry.kind in PUBLIC_KINDS
    return body.mentions[0].name.endswith(ontology.words["publicBodyEndings"])


def _bodies(post: Post, ontology: Ontology, owners: dict[str, Entity]) -> list[Entity]:
    """Return the bodies and countries of a title: those written before it, and the one fused into it (外交部长)."""
    found = [e for b in post.bodies for e in b.entities if e.type in {"Country", "Organization"}]
    name = post.title.mentions[0].name
    for ending in ontology.words["fusedTitleEndings"]:
        if name.endswith(ending) and (fused := owners.get(name.removesuffix(ending))) and fused.type == "Organization":
            found.append(fused)
            break
    return list(dict.fromkeys(found))
