"""What a document says in so many words, without what was inferred."""

from dataclasses import replace

from kg.model import Extraction


def explicit_only(extraction: Extraction) -> Extraction:
    """Return an extraction without the evidence that rests on an inference and the statements then left without any."""
    kept = []
    for statement in extraction.statements:
        if evidence := tuple(e for e in statement.evidence if not e.inferences):
            kept.append(replace(statement, evidence=evidence))
    return replace(extraction, statements=tuple(kept))
