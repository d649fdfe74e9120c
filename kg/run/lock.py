"""One build at a time in an output folder."""

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kg.errors import KgError, WriteError

NAME = "lock"

if sys.platform == "win32":
    import msvcrt

    def _take(handle: int) -> None:
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _take(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


@contextmanager
def only_build(folder: Path) -> Iterator[None]:
    """Hold the right to build into a folder; the system gives it back when the process ends, however it ends.

    A folder that the build has made is gone again where it fails, unless what it came to could not be written: then it
    stays, with what was worked out in it.

    Raises:
        WriteError: another build holds it, or the folder cannot be written to.
    """
    path = folder / ".kg" / NAME
    new = not folder.exists()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise WriteError(
            f"{path}: cannot be written ({reason}); make room or rights there, or choose another place with -o"
        ) from error
    try:
        try:
            _take(handle)
        except OSError as error:
            raise WriteError(
                f"{folder}: another build is writing here; wait for its end, or choose another place with -o"
            ) from error
        yield
    except KgError as error:
        if new and not isinstance(error, WriteError):
            shutil.rmtree(folder, ignore_errors=True)  # nothing but our own stands in it yet
        raise
    finally:
        os.close(handle)
