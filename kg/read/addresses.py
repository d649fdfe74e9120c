"""Addresses in their normal form, by the ontology's list of those that changed."""

from kg.ontology import Ontology


def normal_address(url: str, ontology: Ontology) -> str:
    """Return the address under which a page is known now; the longest beginning that changed counts."""
    url = url.strip()
    for change in ontology.words["addressChanges"]:
        before, _, now = change.partition(" ")
        if now and url.startswith(before):
            return now + url[len(before) :]
    return url
