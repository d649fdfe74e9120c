"""How much of a file is read: what lies beyond is no document but a mishap or an attack."""

MEBIBYTE = 1 << 20
TEXT_BYTES = 4 * MEBIBYTE
"""A page, a record or an extracted text; well over a million Chinese characters, which is a long book."""
TABLE_BYTES = 64 * MEBIBYTE
"""A table of documents."""
FILE_BYTES = 128 * MEBIBYTE
"""A file that has to be read as a whole: PDF, DOCX, an archive inside an archive."""
MEMBERS = 20_000
"""Files in one archive."""
UNPACKED_BYTES = 4 * 1024 * MEBIBYTE
"""All files of one archive together."""
RATIO = 250
"""How many times larger than packed a file of an archive may be, if it is large."""
NESTING = 2
"""Archives inside archives, the outermost counted."""
SECONDS = 120.0
"""Time to take one file of a format apart."""
MEMORY = 2 * 1024 * MEBIBYTE
"""Memory to take one file of a format apart."""
PAGES = 2_000
"""Pages of a PDF."""
GLYPHS = 400_000
"""Characters on one page of a PDF."""
