"""Bold, colour and links for a terminal, or none of them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import PurePath, PurePosixPath
from urllib.parse import quote, urlsplit

from searchkit.frozen import dataclass
from searchkit.model import Origin
from searchkit.present.safe import Span

# SGR parameters. Only the 8 colours whose look the reader chose with the theme of the terminal, and none that is
# unreadable on white or on black.
BOLD = "1"
DIM = "2"
MATCH = "1;31"
META = "36"

# What may stand in an address as it is: everything else is percent-encoded, so that no address ends its own link.
_ADDRESS = "!#$%&'()*+,/:;=?@[]~-._"


@dataclass(frozen=True, slots=True)
class Ink:
    """What the terminal can show. The default is plain text."""

    color: bool = False
    links: bool = False

    def paint(self, text: str, style: str) -> str:
        """`text` in a `style`, closed at its end."""
        return f"\x1b[{style}m{text}\x1b[0m" if self.color and style and text else text

    def mark(self, text: str, spans: Iterable[Span], style: str = "", *, within: Span | None = None) -> str:
        """`text` (or what is `within` of it) in `style`, and its `spans` as matches."""
        begin, stop = within or (0, len(text))
        pieces: list[str] = []
        for start, end in spans:
            start, end = max(start, begin), min(end, stop)
            if start < end:
                pieces += (self.paint(text[begin:start], style), self.paint(text[start:end], MATCH))
                begin = end
        pieces.append(self.paint(text[begin:stop], style))
        return "".join(pieces)

    def link(self, text: str, address: str) -> str:
        """`text` that leads to `address` when clicked (OSC 8); `address` is empty or one of `web_address`'s."""
        return f"\x1b]8;;{address}\x1b\\{text}\x1b]8;;\x1b\\" if self.links and address else text


def without_links(text: str) -> str:
    """`text` with the links that `Ink.link` put in taken out; colours stay."""
    return re.sub("\x1b\\]8;;[^\x1b]*\x1b\\\\", "", text)


def web_address(url: str) -> str:
    """`url` fit to be opened or linked: http or https with a host, other characters percent-encoded; else empty."""
    try:
        parts = urlsplit(url.strip())
        host = parts.hostname
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or not host:
        return ""
    return quote(parts.geturl(), safe=_ADDRESS, errors="replace")


def file_path(origin: Origin) -> str:
    """The file of `origin`, from its root when that is known."""
    return str(PurePath(origin.root, origin.path)) if origin.root else origin.path


def file_address(origin: Origin) -> str:
    """The file of `origin` as a ``file://`` address; empty unless its root is known."""
    path = PurePath(file_path(origin))
    if not path.is_absolute():
        return ""
    posix = PurePosixPath("/", path.as_posix())
    return "file://" + quote(str(posix), safe="/:", errors="surrogateescape")


def address(url: str, origins: Iterable[Origin]) -> str:
    """Where an article can be read: its web address, else the first of its files; empty when neither is known."""
    return web_address(url) or next((found for origin in origins if (found := file_address(origin))), "")
