"""How fast extraction is on one core, against `jieba.posseg.cut` on the same text in the same run.

    python tests/bench_extract.py [FOLDER] [--every 40]

FOLDER holds *.jsonl records (default: $KG_SHARED/corpus or ../shared/corpus). Both read the same documents by turns, a
few at a time, so that a busy machine slows both alike; CPU seconds are counted, not the clock on the wall.
"""

import argparse
import logging
import os
import time
import warnings
from collections.abc import Iterator
from pathlib import Path

from kg.model import Document
from kg.ontology import load
from kg.pipeline import extract_one
from kg.read import documents

_BLOCK = 4
_WARM = 60


def corpus() -> Path:
    """Return the folder of the reference corpus."""
    shared = os.environ.get("KG_SHARED")
    return (Path(shared) if shared else Path(__file__).resolve().parents[2] / "shared") / "corpus"


def chosen(folder: Path, every: int) -> Iterator[Document]:
    """Yield every so many-th document of each file."""
    for path in sorted(folder.glob("*.jsonl")):
        found = (d for d in documents([path], load()) if isinstance(d, Document))
        yield from (d for number, d in enumerate(found) if number % every == 0)


def main() -> None:
    """Print characters per second of both, and their ratio."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path, default=corpus())
    parser.add_argument("--every", type=int, default=40, help="take every N-th document")
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    import jieba
    import jieba.posseg

    jieba.setLogLevel(logging.ERROR)
    ontology, texts = load(), list(chosen(options.folder, options.every))
    if not texts:
        parser.error(f"no *.jsonl records in {options.folder}")
    for document in texts[:_WARM]:  # both have loaded and compiled what they need before the clock starts
        extract_one(document, ontology)
    list(jieba.posseg.cut(texts[0].text.raw))
    spent = {"kg": 0.0, "posseg": 0.0}
    characters = sum(len(d.title.raw) + len(d.text.raw) for d in texts)
    for start in range(0, len(texts), _BLOCK):
        block = texts[start : start + _BLOCK]
        began = time.process_time()
        for document in block:
            extract_one(document, ontology)
        between = time.process_time()
        for document in block:
            for text in (document.title.raw, document.text.raw):
                for _ in jieba.posseg.cut(text):
                    pass
        spent["kg"] += between - began
        spent["posseg"] += time.process_time() - between
    print(f"{len(texts)} documents, {characters} characters")
    for name, seconds in spent.items():
        print(f"{name:<8}{characters / seconds:>10.0f} characters/s  {seconds:8.2f} s CPU")
    print(f"ratio   {spent['posseg'] / spent['kg']:>10.2f}")


if __name__ == "__main__":
    main()
