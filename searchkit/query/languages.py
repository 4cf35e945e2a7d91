"""Which languages a query confines itself to: its words are then searched by their stems."""

from __future__ import annotations

from searchkit.query.nodes import Conjunction, Disjunction, Juxtaposed, Node, Requirement, Scope, Words


def chosen_languages(tree: Node | None) -> tuple[str, ...]:
    """The languages of the ``lang:`` conditions that hold for the whole of a resolved tree; none without such."""
    return tuple(dict.fromkeys(_conditions(tree))) if tree is not None else ()


def _conditions(node: Node) -> list[str]:
    """The codes that whatever the node finds must have."""
    if isinstance(node, Requirement):
        return _conditions(node.child)
    if isinstance(node, (Juxtaposed, Conjunction)) and not _codes(node):
        held = node.children if isinstance(node, Conjunction) else _demanded(node)
        return [code for child in held for code in _conditions(child)]
    return _codes(node) or []


def _demanded(node: Juxtaposed) -> list[Node]:
    return [child for child in node.children if isinstance(child, Requirement) or _codes(child)]


def _codes(node: Node) -> list[str] | None:
    """The codes of a node that is nothing but languages, else None."""
    if isinstance(node, Words):
        return [str(node.runs[0][0])] if node.field == "lang" else None
    if isinstance(node, (Requirement, Scope)):
        return _codes(node.child)
    if isinstance(node, (Disjunction, Juxtaposed)):
        parts = [_codes(child) for child in node.children]
        return None if None in parts else [code for part in parts if part for code in part]
    return None
