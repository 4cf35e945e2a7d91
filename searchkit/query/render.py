"""A query as it was understood, written in the query language."""

from __future__ import annotations

from collections.abc import Iterator

from searchkit.query.lexer import quoted
from searchkit.query.nodes import (
    Atom,
    Conjunction,
    Disjunction,
    Juxtaposed,
    Leaf,
    Negation,
    Node,
    Requirement,
    Scope,
    Words,
    ranks,
)


def render(node: Node, scope: str = "") -> str:
    """The text of a resolved tree; `scope` is the field of the group around it. Reading it gives the tree again."""
    if isinstance(node, Juxtaposed):
        return " ".join(_beside(node.children, scope))
    if isinstance(node, (Conjunction, Disjunction)):
        operator = " AND " if isinstance(node, Conjunction) else " OR "
        return operator.join(_operand(child, scope) for child in node.children)
    if isinstance(node, Negation):
        return "-" + _grouped(node.child, scope)
    if isinstance(node, Requirement):
        return "+" + _grouped(node.child, scope)
    if isinstance(node, Scope):
        return f"{node.field}:({render(node.child, '' if node.field == 'text' else node.field)})"
    return _atom(node, scope)


def _beside(children: tuple[Node, ...], scope: str) -> Iterator[str]:
    """Clauses side by side; a stop word that stayed beside other words is quoted, or it would give way to them."""
    others = any(ranks(child) and not _is_stop(child) for child in children)
    for child in children:
        text = _grouped(child, scope)
        yield quoted(text) if others and _is_stop(child) else text


def _is_stop(node: Node) -> bool:
    return isinstance(node, Words) and node.stop


def _grouped(node: Node, scope: str) -> str:
    text = render(node, scope)
    return f"({text})" if isinstance(node, (Juxtaposed, Conjunction, Disjunction)) else text


def _operand(node: Node, scope: str) -> str:
    if isinstance(node, Negation):
        return "NOT " + _grouped(node.child, scope)
    return _grouped(node, scope)


def _atom(atom: Leaf | Atom, scope: str) -> str:
    text = atom.text
    if isinstance(atom, Words) and atom.forms:
        text = ("exact:" if scope else "=") + text
    elif atom.named:
        text = f"{atom.field or 'text'}:{text}"
    return text if atom.boost == 1.0 else f"{text}^{atom.boost!r}".removesuffix(".0")
