"""Pages saved with all they show in one file (MHTML): the part that is the page."""

import re
from email import policy
from email.parser import BytesParser

from kg.errors import ReadError
from kg.read.encoding import decoded

_SAVED = re.compile(rb"^(?:[!-9;-~]+:[^\n]*\n|[ \t][^\n]*\n)*?Content-Type:\s*multipart/related", re.IGNORECASE)


def is_saved(data: bytes) -> bool:
    """Whether the data are a page saved as MHTML, whatever the file's name."""
    return bool(_SAVED.match(data[:4096].replace(b"\r\n", b"\n")))


def main_part(data: bytes) -> str:
    """Return the HTML of a page, which may be the first HTML part of an MHTML file.

    Raises:
        ReadError: there is none, or in no known encoding.
    """
    if not is_saved(data):
        return decoded(data)
    message = BytesParser(policy=policy.compat32).parsebytes(data)
    for part in message.walk():
        if part.get_content_type() == "text/html":
            content = part.get_payload(decode=True)
            if isinstance(content, bytes):
                return decoded(content)
    raise ReadError("a saved page without a page in it; save it again as HTML")
