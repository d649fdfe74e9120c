"""Adding to a user's own ontology folder."""

import os
from pathlib import Path

import pyoxigraph as ox

from kg.errors import OntologyError
from kg.ontology.facts import SKOS
from kg.ontology.loading import load
from kg.resources import ontology_folder

FILE = "aliases.ttl"


def add_alias(entity: str, alias: str, folder: Path) -> Path:
    """Write into `folder` that `alias` names the entry `entity` (a label or an IRI); return the file.

    Raises:
        OntologyError: no entry or several have that label, the alias names another entry, or the file cannot be
            written.
    """
    if folder.resolve() == ontology_folder().resolve():
        raise OntologyError(f"{folder}: the shipped ontology; edit its files, or name a folder of your own with --to")
    known = load(*([folder] if folder.is_dir() and any(folder.glob("*.ttl")) else []))
    iris = [entity] if entity in known.entries else list(known.names.get(entity, ()))
    if len(iris) != 1:
        found = ", ".join(iris) or "no entry"
        raise OntologyError(f"{entity} names {found}; give the IRI of one entry (see kg ontology)")
    other = [i for i in known.names.get(alias, ()) if i != iris[0]]
    if other or not alias.strip():
        raise OntologyError(f"{alias!r} cannot name {entity}: it names {', '.join(other) or 'nothing'}; choose another")
    path = folder / FILE
    try:
        folder.mkdir(parents=True, exist_ok=True)
        old = path.read_text(encoding="utf-8") if path.exists() else "# Names added by kg ontology add-alias.\n"
        line = str(ox.Triple(ox.NamedNode(iris[0]), ox.NamedNode(SKOS + "altLabel"), ox.Literal(alias, language="zh")))
        beside = path.with_suffix(".tmp")
        beside.write_text(f"{old}{line} .\n" if f"{line} .\n" not in old else old, encoding="utf-8")
        os.replace(beside, path)
    except OSError as error:
        raise OntologyError(f"{path}: cannot be written ({error.strerror}); choose another folder with --to") from error
    return path
