"""What one question may cost, and how a process is held to it."""

import ctypes
import os
import sys
import threading
import time
from dataclasses import dataclass

try:
    import resource
except ImportError:  # Windows: time and size of the answer are limited there, memory is not
    resource = None  # type: ignore[assignment]

_NEW_USER, _NEW_NET = 0x10000000, 0x40000000
_LANDLOCK_CREATE, _LANDLOCK_RESTRICT = 444, 446
_NO_NEW_PRIVILEGES = 38
_TCP = 3  # bind and connect
_GRACE = 2
"""Seconds of CPU beyond the time limit after which the kernel ends a worker whose parent is gone."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds for one question, bytes of memory to work it out, of its text and of its answer."""

    seconds: float = 20
    memory: int = 1 << 30
    text: int = 1 << 20
    answer: int = 64 << 20


def without_network() -> bool:
    """Cut this process off from the network where the system allows it; to be called before threads start.

    Tried in turn: a network namespace of its own, the same inside a user namespace, and Landlock's TCP rules.
    """
    if not sys.platform.startswith("linux"):
        return False
    system = ctypes.CDLL(None, use_errno=True)
    if hasattr(system, "unshare") and any(system.unshare(flags) == 0 for flags in (_NEW_NET, _NEW_USER | _NEW_NET)):
        return True
    rules = (ctypes.c_uint64 * 2)(0, _TCP)
    ruleset = system.syscall(_LANDLOCK_CREATE, ctypes.byref(rules), ctypes.c_size_t(ctypes.sizeof(rules)), 0)
    if ruleset < 0:
        return False
    try:
        allowed: int = system.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
        return allowed == 0 and system.syscall(_LANDLOCK_RESTRICT, ruleset, 0) == 0
    finally:
        os.close(ruleset)


def limit_memory(extra: int) -> None:
    """Let this process take `extra` bytes more than it has now, and leave no core file."""
    if resource is None:
        return
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        with open("/proc/self/statm", encoding="ascii") as file:
            now = int(file.read().split()[0]) * resource.getpagesize()
    except OSError:  # no /proc: what the store maps is then part of the allowance
        now = 0
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    wanted = now + extra
    if hard == resource.RLIM_INFINITY or wanted < hard:
        resource.setrlimit(resource.RLIMIT_AS, (wanted, hard))


def limit_time(seconds: float) -> None:
    """Have the kernel end this process after so much CPU from now; the parent's clock normally does so first."""
    if resource is None:
        return
    usage = resource.getrusage(resource.RUSAGE_SELF)
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    soft = int(usage.ru_utime + usage.ru_stime + seconds + _GRACE)
    if hard == resource.RLIM_INFINITY or soft < hard:
        resource.setrlimit(resource.RLIMIT_CPU, (soft, hard))


def die_with(parent: int) -> None:
    """End this process within a second of its parent's end, even in the midst of a query."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(0.5)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
