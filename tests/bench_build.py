"""What builds cost: from nothing, with nothing changed, with one document changed; one process against two; start-up.

    python tests/bench_build.py [FOLDER] [--every 1] [--jobs 2]

FOLDER holds *.jsonl records (default: $KG_SHARED/corpus or ../shared/corpus). CPU seconds are those of the process and
all its children, told apart into start-up, work (reading, extraction, merging) and writing; memory is the peak of the
sum over the tree of processes.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench_extract import corpus

BUILD = """
import json, resource, sys
from pathlib import Path
def cpu():
    return sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
import kg
from kg import run, view, write
from kg.ontology import load
load()
started = cpu()
writing = 0.0
real = run.build
def build(paths, publish, **options):
    def timed(graph, known):
        global writing
        began = cpu(); publish(graph, known); writing += cpu() - began
    return real(paths, timed, **options)
run.build = build
report = kg.build(sys.argv[1], output=sys.argv[2], jobs=int(sys.argv[3]) or None, html=False)
json.dump({"start": started, "work": cpu() - started - writing, "write": writing, "documents": report.documents,
           "new": report.worked}, sys.stdout)
"""
LOADED = """
import logging, warnings
warnings.simplefilter("ignore")
import jieba
jieba.setLogLevel(logging.ERROR)
jieba.initialize()
import pyvis.network, rdflib, typer
"""
COMMAND = "from kg.cli import main; main()"


def tree(pid: int) -> int:
    """Return the resident bytes of a process and all below it."""
    total = 0
    try:
        total = int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
        for task in Path(f"/proc/{pid}/task").iterdir():
            total += sum(tree(int(child)) for child in (task / "children").read_text().split())
    except (FileNotFoundError, ProcessLookupError):  # it has just ended
        return total
    return total


def watched(code: str, *arguments: object) -> tuple[str, float, float, int]:
    """Run Python code; return its output, CPU seconds, seconds, and peak memory of the tree."""
    began, before = time.perf_counter(), sum(os.times()[2:4])
    home = str(Path(__file__).resolve().parents[1])
    paths = os.pathsep.join([home, *filter(None, [os.environ.get("PYTHONPATH")])])
    environment = {**os.environ, "PYTHONPATH": paths}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # users have compiled modules
    command = [sys.executable, "-c", code, *map(str, arguments)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
    peak = 0
    while process.poll() is None:
        peak = max(peak, tree(process.pid))
        time.sleep(0.05)
    output = process.stdout.read() if process.stdout else ""
    if process.returncode:
        raise SystemExit(f"ended with {process.returncode}")
    return output, sum(os.times()[2:4]) - before, time.perf_counter() - began, peak


def copied(source: Path, target: Path, every: int) -> None:
    """Copy every so many-th record."""
    for path in sorted(source.glob("*.jsonl")):
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        (target / path.name).write_text("".join(lines[::every]), encoding="utf-8")


def change(folder: Path) -> None:
    """Change one document."""
    path = min(folder.glob("*.jsonl"))
    first, _, rest = path.read_text(encoding="utf-8").partition("\n")
    record = json.loads(first)
    record["text"] += "\n王毅会见拉夫罗夫。"
    path.write_text(json.dumps(record, ensure_ascii=False) + "\n" + rest, encoding="utf-8")


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path, default=corpus())
    parser.add_argument("--every", type=int, default=1, help="take every N-th record")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--skip", nargs="*", default=[], choices=["start", "build", "extract"])
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        (home / "in").mkdir()
        copied(options.folder, home / "in", options.every)
        if "start" not in options.skip:
            start_up(home)
        if "build" not in options.skip:
            builds(home, options.jobs)
        if "extract" not in options.skip:
            processes(home)


def start_up(home: Path) -> None:
    """Print what a build of one page costs against loading the libraries."""
    page = home / "page.txt"
    page.write_text("王毅会见拉夫罗夫\n\n外交部长王毅5日在北京会见俄罗斯外长拉夫罗夫。\n" * 20, encoding="utf-8")
    watched(COMMAND, "build", page, "-o", home / "p", "--date", "2024-03-08", "--force")
    loaded, built = [], []
    for _ in range(5):
        loaded.append(watched(LOADED)[1])
        built.append(watched(COMMAND, "build", page, "-o", home / "p", "--date", "2024-03-08", "--force")[1])
    print(f"libraries alone {min(loaded):.2f} s CPU, one page {min(built):.2f}, ratio {min(built) / min(loaded):.2f}")


def builds(home: Path, jobs: int) -> None:
    """Print the CPU of three builds, and their memory."""
    whole = 0.0
    for name in ("from nothing", "nothing changed", "one document changed"):
        if name.startswith("one"):
            change(home / "in")
        output, cpu, seconds, peak = watched(BUILD, home / "in", home / "out", jobs)
        found = json.loads(output)
        whole = whole or cpu
        share = 100 * found["work"] / whole
        print(
            f"{name:<22}{found['documents']:>6} documents, {found['new']:>5} new  CPU {cpu:7.1f} s = "
            f"start {found['start']:.1f} + work {found['work']:.1f} ({share:.1f} % of the whole build) + "
            f"write {found['write']:.1f}; {seconds:.0f} s; peak {peak / 2**20:.0f} MiB",
            flush=True,
        )


def processes(home: Path) -> None:
    """Print how much faster two processes are than one."""
    times = {}
    for jobs in (1, 2):
        _, cpu, times[jobs], peak = watched(COMMAND, "extract", home / "in", "-o", home / "x.jsonl", "-j", jobs)
        print(f"extract -j {jobs}: {times[jobs]:.1f} s, CPU {cpu:.1f} s, peak {peak / 2**20:.0f} MiB", flush=True)
    print(f"two processes are {times[1] / times[2]:.2f} times as fast as one")


if __name__ == "__main__":
    main()
