"""The card of an entity as lines of text."""

from collections.abc import Iterator

from kg.query import Card, Group, Proof


def lines(card: Card) -> Iterator[str]:
    """Yield the lines of a card: names, links, then every statement with the sentences behind it."""
    yield f"{card.label}  {card.label_en}".rstrip() + f"  [{', '.join(card.kinds)}]"
    yield f"  {card.iri}"
    if card.aliases:
        yield f"  also called: {', '.join(card.aliases)}"
    for link in card.links:
        yield f"  same as: {link}"
    if card.why:
        yield f"  mentions merged because: {', '.join(card.why)}"
    yield f"  {card.mentions} mentions in {card.documents} documents"
    for group in card.groups:
        yield ""
        yield f"{'' if group.outgoing else '← '}{group.zh} {group.en}"
        yield from _statements(group)


def _statements(group: Group) -> Iterator[str]:
    yield from _lines(group)
    if group.total > len(group.lines):
        yield f"  … and {group.total - len(group.lines):,} earlier; --all shows every one"


def _lines(group: Group) -> Iterator[str]:
    for line in group.lines:
        yield f"  {line.label}  {line.label_en}".rstrip() + ("" if line.asserted else "  (not asserted)")
        for proof in line.proofs:
            quote = "".join(part.strip() for part in proof.quote.splitlines())
            yield f"    “{quote}”"
            yield f"      {_source(proof)}"
        if line.proofs_total > len(line.proofs):
            yield f"    … and {line.proofs_total - len(line.proofs):,} earlier sentences"


def _source(proof: Proof) -> str:
    facts = [
        "claimed" if proof.claim and proof.status == "actual" else proof.status,
        proof.time and f"time {proof.time}",
        proof.speaker and f"said by {proof.speaker}",
        f"{proof.document} {proof.field} {proof.start}–{proof.end}",
        proof.date,
        f"rule {proof.rule}",
        proof.inferences and f"inferred: {', '.join(proof.inferences)}",
        proof.iri and f"v:{proof.iri.rpartition('/')[2]}",
    ]
    return " · ".join(str(f) for f in facts if f)
