"""Formats that are no plain text: taken apart in a process of their own, with bounded time and memory.

What comes out is an `Extract`: the text as extracted, into which offsets point, and what the file says of itself. The
same file gives the same text, so whoever wants to check a quotation reads the file again and compares the sha256.
"""

from kg.read.formats.confined import Confined
from kg.read.formats.extract import Extract

__all__ = ["Confined", "Extract"]
