"""A soak: the reference corpus several times over in one process, with the memory after each part of it.

    python tests/soak.py [--times 3] [--every 1000] FILE…

reads and extracts, without a cache, and prints documents, seconds, characters a second and the memory in use; it ends
with 1 if the memory after the last time is more than a tenth above that after the first.
"""

import argparse
import gc
import sys
import time
from pathlib import Path


def resident() -> float:
    """The MiB in use now, not at most."""
    for row in Path("/proc/self/status").read_text().splitlines():
        if row.startswith("VmRSS:"):
            return int(row.split()[1]) / 1024
    raise SystemExit("soak: no /proc here; run it on Linux")


def main() -> int:
    """Read and extract all files so many times."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--times", type=int, default=3)
    parser.add_argument("--every", type=int, default=1000, help="documents between two lines of figures")
    parser.add_argument("--most", type=int, default=0, help="documents of each time; 0 is all")
    parser.add_argument("paths", nargs="+", type=Path)
    arguments = parser.parse_args()

    from kg.model import Document
    from kg.ontology import load
    from kg.pipeline import extract_one
    from kg.read import documents

    ontology = load()
    after: list[float] = []
    for time_over in range(1, arguments.times + 1):
        started, count, characters = time.monotonic(), 0, 0
        for document in documents(arguments.paths, ontology):
            if not isinstance(document, Document):
                continue
            extract_one(document, ontology)
            count, characters = count + 1, characters + len(document.text.clean)
            if count % arguments.every == 0:
                rate = characters / (time.monotonic() - started)
                print(f"{time_over}: {count:6} documents {rate:8.0f} characters/s {resident():7.0f} MiB", flush=True)
            if count == arguments.most:
                break
        gc.collect()
        after.append(resident())
        taken = time.monotonic() - started
        print(f"{time_over}: {count:6} documents in {taken:.0f} s, {after[-1]:.0f} MiB after it", flush=True)
    print(f"memory after each time: {', '.join(f'{m:.0f}' for m in after)} MiB")
    return int(after[-1] > 1.1 * after[0])


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    sys.exit(main())
