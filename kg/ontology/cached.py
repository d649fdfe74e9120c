"""What takes long to make from data that rarely changes, kept between runs in a private folder of the user.

The form is JSON, never a pickle, so that a file put there by somebody else can at worst be wrong, not run. A key names
everything that a value was made from: the data, the code and the versions of the libraries; what has another key is
made anew. Without a folder that is the user's own nothing is kept: everything works as before, only slower to start.
"""

import hashlib
import logging
import os
import secrets
import stat
import sys
from collections.abc import Callable, Iterable
from functools import cache, lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from kg.errors import OntologyError
from kg.ontology import loading
from kg.ontology.facts import shipped_and, turtle_files
from kg.ontology.terms import Ontology

FOLDER = "KG_CACHE"
"""The environment variable that names another folder; empty, it turns keeping off."""

_LATEST = 8
_LIBRARIES = ("msgspec", "pyoxigraph")
_T = TypeVar("_T")
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
    return kept("ontology", key, Ontology, lambda: make(layers), lambda: _key(layers) == key)


@cache
def _code() -> tuple[bytes, ...]:
    """Return what else determines the ontology: the code of this folder, Python and the libraries."""
    sources = sorted(Path(__file__).parent.glob("*.py"))
    return (*(p.read_bytes() for p in sources), sys.version.encode(), *(version(name).encode() for name in _LIBRARIES))


def key_of(parts: Iterable[bytes]) -> str:
    """Return a name for a value made from `parts`."""
    state = hashlib.sha256()
    for part in parts:
        state.update(len(part).to_bytes(8, "big"))
        state.update(part)
    return state.hexdigest()[:32]


def kept(name: str, key: str, kind: type[_T], make: Callable[[], _T], stands: Callable[[], bool] = lambda: True) -> _T:
    """Return the value of a type kept under a name and key, or make it, and keep it if what it was made from `stands`.

    Of each name only the values made last are kept.
    """
    folder = private_folder()
    if folder is None:
        return make()
    path = folder / f"{name}-{key}.json"
    try:
        return decoded(path.read_bytes(), kind)
    except FileNotFoundError:
        _log.debug("%s is not there yet", path)
    except (OSError, ValueError) as error:
        _log.debug("%s is not usable: %s", path, error)
    value = make()
    if stands():
        _keep(path, value)
    for old in _older(folder, name):
        old.unlink(missing_ok=True)
    return value


def _keep(path: Path, value: Any) -> None:
    beside = path.with_name(f".{path.name}.{secrets.token_hex(6)}.tmp")
    try:
        beside.write_bytes(encoded(value))
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


def encoded(value: Any) -> bytes:
    """Return a frozen value as JSON: dataclasses as objects, sets and tuples as lists."""
    return msgspec.json.encode(value, enc_hook=_mapping)


def decoded(data: bytes, kind: type[_T]) -> _T:
    """Return the value of a type that `encoded` made JSON of.

    Raises:
        ValueError: the bytes are not such.
    """
    try:
        return _decoder(kind).decode(data)  # type: ignore[no-any-return, arg-type]
    except msgspec.DecodeError as error:
        raise ValueError(str(error)) from error


@cache
def _decoder(kind: Any) -> "msgspec.json.Decoder[Any]":
    return msgspec.json.Decoder(kind)


def _mapping(value: Any) -> dict[Any, Any]:
    return dict(value)
