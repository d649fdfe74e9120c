"""What takes long to make from data that rarely changes, kept between runs in a private folder of the user.

The form is JSON, never a pickle, so that a file put there by somebody else can at worst be wrong, not run. A key names
everything that a value was made from: the data, the code and the versions of the libraries; what has another key is
made anew. Without a folder that is the user's own nothing is kept: everything works as before, only slower to start.
"""

import hashlib
import json
import logging
import os
import secrets
import stat
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields, is_dataclass
from functools import cache, lru_cache
from importlib.metadata import version
from pathlib import Path
from types import MappingProxyType
from typing import Any, get_args, get_origin, get_type_hints

from kg.errors import OntologyError
from kg.ontology import loading
from kg.ontology.facts import shipped_and, turtle_files
from kg.ontology.terms import Ontology

FOLDER = "KG_CACHE"
"""The environment variable that names another folder; empty, it turns keeping off."""

_LATEST = 8
_Decoder = Callable[[Any], Any]
_log = logging.getLogger(__name__)


def load(*overlays: Path) -> Ontology:
    """Return the shipped ontology with the given folders layered over it, as their files are now.

    Raises:
        OntologyError: a folder without Turtle, or a malformed definition.
    """
    layers = tuple(Path(o).resolve() for o in overlays)
    return _load(layers, _key(layers))


def _key(layers: tuple[Path, ...]) -> str:
    parts: list[bytes] = []
    for path in turtle_files(shipped_and(layers)):
        try:
            parts += [path.name.encode("utf-8", "surrogateescape"), path.read_bytes()]
        except OSError as error:
            raise OntologyError(f"{path}: not readable ({error.strerror}); make the file readable") from error
    return key_of([*parts, *_code()])


@lru_cache(maxsize=8)
def _load(layers: tuple[Path, ...], key: str) -> Ontology:
    make = loading._load.__wrapped__  # the loader without its memory, which knows folders, not their content
    made: list[Ontology] = []

    def fresh() -> Any:
        made.append(make(layers))
        return encoded(made[0]) if _key(layers) == key else None  # None: a file has changed meanwhile

    found = kept("ontology", key, fresh)
    if made:
        return made[0]
    try:
        return _ontology()(found)  # type: ignore[no-any-return]
    except (TypeError, ValueError, AttributeError) as error:
        _log.debug("kept ontology %s is not usable: %s", key, error)
        return make(layers)


@cache
def _code() -> tuple[bytes, ...]:
    """Return what else determines the ontology: the code of this folder, Python and the parser."""
    sources = sorted(Path(__file__).parent.glob("*.py"))
    return (*(p.read_bytes() for p in sources), sys.version.encode(), version("pyoxigraph").encode())


def key_of(parts: Iterable[bytes]) -> str:
    """Return a name for a value made from `parts`."""
    state = hashlib.sha256()
    for part in parts:
        state.update(len(part).to_bytes(8, "big"))
        state.update(part)
    return state.hexdigest()[:32]


def kept(name: str, key: str, make: Callable[[], Any]) -> Any:
    """Return the JSON value kept under a name and key, or make it and keep it; None is not kept.

    Of each name only the values made last are kept.
    """
    folder = private_folder()
    if folder is None:
        return make()
    path = folder / f"{name}-{key}.json"
    try:
        return json.loads(path.read_bytes())
    except FileNotFoundError:
        _log.debug("%s is not there yet", path)
    except (OSError, ValueError) as error:
        _log.debug("%s is not usable: %s", path, error)
    value = make()
    if value is not None:
        _keep(path, value)
    for old in _older(folder, name):
        old.unlink(missing_ok=True)
    return value


def _keep(path: Path, value: Any) -> None:
    beside = path.with_name(f".{path.name}.{secrets.token_hex(6)}.tmp")
    try:
        beside.write_text(json.dumps(value, separators=(",", ":")), encoding="ascii")
        os.replace(beside, path)
    except OSError as error:  # a full disk must not stop work that needs none
        _log.debug("%s cannot be kept: %s", path, error)
        beside.unlink(missing_ok=True)


def _older(folder: Path, name: str) -> list[Path]:
    found = []
    for path in folder.glob(f"{name}-*.json"):
        try:
            found.append((path.stat().st_mtime_ns, path))
        except FileNotFoundError:
            _log.debug("%s was removed by another process", path)
    return [path for _, path in sorted(found)[:-_LATEST]]


def private_folder() -> Path | None:
    """Return the folder in which values are kept, made if need be; None where there is none that is the user's own."""
    given = os.environ.get(FOLDER)
    if given == "":
        return None
    try:
        folder = Path(given) if given else _standard() / "zongheng"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        facts = folder.stat()
    except (OSError, RuntimeError) as error:
        _log.debug("nothing is kept: %s", error)
        return None
    if hasattr(os, "geteuid") and (facts.st_uid != os.geteuid() or facts.st_mode & (stat.S_IWGRP | stat.S_IWOTH)):
        _log.debug("nothing is kept: others can write in %s", folder)
        return None
    return folder


def _standard() -> Path:
    """Return where programs of this system keep such files."""
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")


def encoded(value: Any) -> Any:
    """Return a frozen value as JSON: dataclasses as lists of their fields, sets sorted."""
    if is_dataclass(value):
        return [encoded(getattr(value, f.name)) for f in fields(value)]
    if isinstance(value, Mapping):
        return {k: encoded(v) for k, v in value.items()}
    if isinstance(value, frozenset):
        return sorted(value)
    return [encoded(v) for v in value] if isinstance(value, tuple) else value


@cache
def _ontology() -> _Decoder:
    return decoder(Ontology)


@cache
def decoder(kind: Any) -> _Decoder:
    """Return what turns JSON back into a value of a type.

    Raises:
        TypeError: a type that no field of the ontology has had so far.
    """
    origin, inner = get_origin(kind), get_args(kind)
    if kind in (str, bool, int):
        return _same
    if origin is frozenset and inner == (str,):
        return frozenset
    if origin is tuple and inner[1:] == (...,):
        one = decoder(inner[0])
        return tuple if one is _same else lambda found: tuple([one(v) for v in found])
    if origin is Mapping and inner[0] is str:
        part = decoder(inner[1])
        return lambda found: MappingProxyType({k: part(v) for k, v in found.items()})
    if not is_dataclass(kind):
        raise TypeError(f"{kind} is not kept; teach {__name__} to read it back")
    hints = get_type_hints(kind)
    parts = [decoder(hints[f.name]) for f in fields(kind)]
    make: _Decoder = kind  # type: ignore[assignment]
    if all(part is _same for part in parts):
        return lambda found: make(*found)
    return lambda found: make(*[d(v) for d, v in zip(parts, found, strict=True)])


def _same(value: Any) -> Any:
    return value
