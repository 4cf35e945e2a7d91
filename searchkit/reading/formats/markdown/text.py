"""Markdown to the text that it stands for: paragraphs, headings, lists, code and tables, without the marks.

markdown-it-py reads it (CommonMark with tables); its tokens are walked here. Runs in the worker process for long
texts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

from searchkit.reading.texts.fragment import render

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token


@dataclass(slots=True)
class MarkdownText:
    """The blocks of a text in their order, and which of them are headings (number of the block, level)."""

    blocks: list[str] = field(default_factory=list)
    headings: list[tuple[int, int]] = field(default_factory=list)


def prepare() -> None:
    """Import what parsing needs, before the clock runs."""
    _parser()


def parse(data: bytes, options: Mapping[str, str]) -> dict[str, Any]:
    """`read_markdown` for the worker: the same in JSON."""
    found = read_markdown(data.decode("utf-8", "replace"))
    return {"blocks": found.blocks, "headings": found.headings}


def read_markdown(text: str) -> MarkdownText:
    """The blocks of a Markdown text. The items of a list, the rows of a table are one block, a line each."""
    found = MarkdownText()
    lines: list[str] = []
    depth = 0
    row: list[str] | None = None
    level = 0
    for token in _parser().parse(text):
        kind = token.type
        if kind in {"bullet_list_open", "ordered_list_open", "table_open"}:
            depth += 1
        elif kind in {"bullet_list_close", "ordered_list_close", "table_close"}:
            depth -= 1
        elif kind == "heading_open":
            level = int(token.tag[1:])
        elif kind == "tr_open":
            row = []
        elif kind == "tr_close" and row is not None:
            lines.append("\t".join(row))
            row = None
        elif kind == "inline":
            shown = _inline(token.children or ())
            if row is not None:
                row.append(shown)
            else:
                lines.append(shown)
        elif kind in {"fence", "code_block"}:
            lines.append(token.content.rstrip())
        elif kind == "html_block":
            lines.append(render(token.content).strip())
        if not depth and lines:
            block = "\n".join(line for line in lines if line.strip()).strip()
            lines = []
            if block:
                if level:
                    found.headings.append((len(found.blocks), level))
                found.blocks.append(block)
            level = 0
    return found


@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark").enable("table")


def _inline(tokens: Sequence[Token]) -> str:
    """The text of a line's pieces: links and emphasis by their words, pictures by what they show."""
    parts: list[str] = []
    for token in tokens:
        if token.type in {"text", "code_inline"}:
            parts.append(token.content)
        elif token.type == "softbreak":
            parts.append(" ")
        elif token.type == "hardbreak":
            parts.append("\n")
        elif token.type == "image":
            parts.append(_inline(token.children or ()))
        elif token.type == "html_inline" and token.content.lower().startswith("<br"):
            parts.append("\n")
    return "".join(parts).strip()
