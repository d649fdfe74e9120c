"""What jieba's own tags find on annotated documents, scored as `kg evaluate` scores ours.

    python tests/bench_baseline.py GOLD.jsonl

The naive reading: nr is a Person, nt an Organization, ns a Country where it is a country's label, else a Place.
"""

import sys
import warnings
from pathlib import Path

from kg.evaluate import figures, read_records, table
from kg.ontology import load

TYPES = {"nr": "Person", "nrfg": "Person", "nrt": "Person", "nt": "Organization", "ns": "Place"}


def main(path: str) -> None:
    """Print the table of figures."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import jieba
        import jieba.posseg
    tokenizer = jieba.Tokenizer()
    tokenizer.cache_file = None
    tagger = jieba.posseg.POSTokenizer(tokenizer)
    known = load()
    countries = {name for name, iris in known.names.items() if any(known.entries[i].type == "Country" for i in iris)}
    golds = read_records(Path(path))
    found = {}
    for id_, gold in golds.items():
        entities: dict[tuple[str, str], None] = {}
        for word, tag in tagger.cut(f"{gold.get('title', '')}\n{gold['text']}"):
            kind = TYPES.get(tag)
            if kind:
                entities[word, "Country" if kind == "Place" and word in countries else kind] = None
        found[id_] = {
            "id": id_,
            "entities": [{"name": word, "type": kind, "mentions": [word]} for word, kind in entities],
            "relations": [],
        }
    print(table(figures(golds, found)))


if __name__ == "__main__":
    main(sys.argv[1])
