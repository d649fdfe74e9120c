"""Where the data shipped with the package lies: in the wheel, in an editable install, in a checkout."""

from importlib.resources import files
from pathlib import Path

_PACKAGE = Path(str(files("kg")))


def ontology_folder() -> Path:
    """Return the folder of the shipped ontology.

    A wheel holds it as `kg/_data/ontology`; an editable install and a checkout have it beside the package.
    """
    packed = _PACKAGE / "_data" / "ontology"
    return packed if packed.is_dir() else _PACKAGE.parent / "ontology"


def data(name: str) -> Path:
    """Return a file or folder of `kg/_data` (samples, queries, shapes, page template)."""
    return _PACKAGE / "_data" / name
