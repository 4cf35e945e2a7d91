"""From tokens to the tree as typed. Every list of tokens has one; what does not fit is read as a word, with a note.

::

    clauses  = choice*                          side by side
    choice   = joint ("OR" joint)*
    joint    = clause ("AND" clause)*
    clause   = ("NOT" | "-" | "+")* operand
    operand  = [field] ["="] (word | phrase | "(" clauses ")") ["~" number] ["^" number]
"""

from __future__ import annotations

import re
from collections.abc import Callable

from searchkit.query.fields import FIELDS, suggestion
from searchkit.query.lexer import OPERATORS, Token, lex
from searchkit.query.nodes import (
    Conjunction,
    Disjunction,
    Juxtaposed,
    Leaf,
    Negation,
    Node,
    Requirement,
    Scope,
    boosted,
)
from searchkit.query.notes import Notes, shown

LEAST_BOOST, MOST_BOOST = 0.001, 1000.0
"""Wide enough for any taste, narrow enough that products of them stay ordinary numbers."""

_DEEPEST = 64
"""Whatever the setting: deeper trees would come near Python's recursion limit when they are evaluated."""

_WORDS = frozenset({"word", "phrase"})
_APART = frozenset({"word", "phrase", "close", ""})
_ENDS = frozenset({"word", "phrase", "close", "tilde", "boost"})
_BEGINS = frozenset({"word", "phrase", "open", "field", "exact", "plus", "minus", "not"})
_NUMBER = re.compile(r"\d+\.?\d*|\.\d+")


def parse_tree(text: str, notes: Notes, *, nesting: int) -> Node:
    """The tree of a query as typed; `nesting` is how deep its parentheses may go."""
    if leaves := _words_alone(text) or _phrase_alone(text):
        return Juxtaposed(leaves)
    tokens = lex(text, notes)
    if not _WORDS.issuperset([token.kind for token in tokens]):
        tokens = _settle_operators(_settle_parentheses(tokens, notes, min(nesting, _DEEPEST)), notes)
    return _Parser(tokens, notes).run()


def _words_alone(text: str) -> tuple[Leaf, ...]:
    """The leaves of a query that is nothing but words between blanks, as most are; none of any other."""
    if not text.replace(" ", "").isalnum():
        return ()
    leaves, end = [], -1
    for word in text.split(" "):
        start = end + 1
        end = start + len(word)
        if word in OPERATORS:
            return ()
        if word:
            leaves.append(Leaf(word, start, end))
    return tuple(leaves)


def _phrase_alone(text: str) -> tuple[Leaf, ...]:
    """The leaf of a query that is one phrase; none of any other."""
    if text[:1] != '"' or text.find('"', 1) != len(text) - 1 or not (text.isascii() and text.isprintable()):
        return ()
    return (Leaf(text[1:-1], 0, len(text), phrase=True),)


def _settle_parentheses(tokens: list[Token], notes: Notes, nesting: int) -> list[Token]:
    """Without the parentheses that close nothing and those too deep."""
    kept: list[Token] = []
    opened: list[Token] = []
    for token in tokens:
        if token.kind == "open":
            opened.append(token)
            if len(opened) > nesting:
                message = f"Parentheses go deeper than {nesting} (query_nesting): those further in were ignored."
                notes.add("nesting-limit", message, token.start, token.end)
                continue
        elif token.kind == "close":
            if not opened:
                notes.add("parenthesis", "A ) without its ( was ignored.", token.start, token.end)
                continue
            opened.pop()
            if len(opened) >= nesting:
                continue
        kept.append(token)
    if opened:
        message = "A ( is never closed: it was closed at the end."
        notes.add("parenthesis", message, opened[0].start, opened[0].end)
    return kept


def _settle_operators(tokens: list[Token], notes: Notes) -> list[Token]:
    """Operators without something to work on become words, in small letters as words of a sentence are."""
    following = ""
    for number in range(len(tokens) - 1, -1, -1):
        token = tokens[number]
        if token.kind in ("and", "or", "not"):
            fits = following in _BEGINS
            if token.kind != "not":
                fits = fits and number > 0 and tokens[number - 1].kind in _ENDS
            if not fits:
                side = "after" if following not in _BEGINS else "before"
                message = f"There is nothing {side} {token.text} for it to work on: it was read as a word."
                notes.add("operator", message, token.start, token.end)
                token = tokens[number] = token._replace(kind="word", text=token.text.lower())
        following = token.kind
    return tokens


class _Parser:
    def __init__(self, tokens: list[Token], notes: Notes) -> None:
        self.tokens = tokens
        self.notes = notes
        self.at = 0
        self.field = ""
        self.exact = False

    def peek(self, ahead: int = 0) -> str:
        at = self.at + ahead
        return self.tokens[at].kind if at < len(self.tokens) else ""

    def take(self) -> Token:
        self.at += 1
        return self.tokens[self.at - 1]

    def run(self) -> Node:
        return Juxtaposed(self.clauses())

    def clauses(self) -> tuple[Node, ...]:
        """Everything up to the end or a closing parenthesis."""
        found: list[Node] = []
        while (kind := self.peek()) not in ("", "close"):
            # Most clauses are a word among words: no operator is looked for around it.
            if node := self.leaf() if kind in _WORDS and self.peek(1) in _APART else self.choice():
                found.append(node)
        return tuple(found)

    def choice(self) -> Node | None:
        return self.chain("or", self.joint, Disjunction)

    def joint(self) -> Node | None:
        return self.chain("and", self.clause, Conjunction)

    def chain(
        self, operator: str, part: Callable[[], Node | None], kind: type[Disjunction] | type[Conjunction]
    ) -> Node | None:
        start = self.at
        nodes = [part()]
        while self.peek() == operator:
            self.take()
            nodes.append(part())
        parts = [node for node in nodes if node is not None]
        if len(nodes) == 1 or len(parts) < 2:
            return parts[0] if parts else None
        if any(isinstance(node, Requirement) for node in parts):
            if kind is Disjunction:
                token = self.tokens[start]
                self.notes.add("operator", "A + beside OR has no effect.", token.start, token.end)
            parts = [node.child if isinstance(node, Requirement) else node for node in parts]
        return kind(tuple(parts))

    def clause(self) -> Node | None:
        negative = required = False
        while (kind := self.peek()) in ("not", "minus", "plus"):
            self.take()
            negative ^= kind != "plus"
            required |= kind == "plus"
        node = self.operand()
        if node is None:
            return None
        if negative:
            return Negation(node)
        return Requirement(node) if required else node

    def operand(self) -> Node | None:
        kind = self.peek()
        if kind == "field":
            return self.fielded()
        if kind == "exact":
            self.take()
            return self.within(self.field, exact=True, named=False)
        if kind == "open":
            return self.group()
        if kind in ("word", "phrase"):
            return self.leaf()
        if kind not in ("", "close"):
            self.take()
        return None

    def fielded(self) -> Node | None:
        token = self.take()
        name = token.text.lower()
        if name not in FIELDS:
            return self.unknown(token)
        node = self.within("" if name in ("text", "exact") else name, exact=name == "exact")
        if node is None:
            self.notes.add("empty-field", f"Nothing stands after {name}: and it was ignored.", token.start, token.end)
        return node

    def unknown(self, token: Token) -> Node | None:
        near = suggestion(token.text.lower())
        message = f"There is no field {shown(token.text)}, so its name and value were searched as words"
        message += f"; did you mean {near}:?" if near else "; the fields are " + ", ".join(FIELDS) + "."
        self.notes.add("unknown-field", message, token.start, token.end)
        name = Leaf(token.text, token.start, token.end, field=self.field, exact=self.exact)
        value = self.operand() if self.peek() != "field" else None
        return Juxtaposed((name, value)) if value else name

    def within(self, field: str, *, exact: bool, named: bool = True) -> Node | None:
        """The word, phrase or group that comes, read in `field`."""
        outer = self.field, self.exact
        self.field, self.exact = field, exact
        if self.peek() == "exact":
            self.take()
            self.exact = True
        node: Node | None = None
        if self.peek() == "open":
            node = self.group()
            if node is not None and named and (field or outer[0]):
                node = Scope(field or "text", node)
        elif self.peek() in ("word", "phrase"):
            node = self.leaf(named=named)
        self.field, self.exact = outer
        return node

    def group(self) -> Node | None:
        self.take()
        found = self.clauses()
        if self.peek() == "close":
            self.take()
        factor = self.boost() if self.peek() == "boost" else 1.0
        if not found:
            return None
        node = found[0] if len(found) == 1 else Juxtaposed(found)
        if isinstance(node, Requirement):  # "(+a)" asks no more of the clauses around it than "(a)"
            node = node.child
        return node if factor == 1.0 else boosted(node, factor, LEAST_BOOST, MOST_BOOST)

    def leaf(self, *, named: bool = False) -> Leaf:
        token = self.take()
        if self.peek() in _APART:
            return Leaf(token.text, token.start, token.end, token.kind == "phrase", self.field, named, self.exact)
        tilde = self.take().text if self.peek() == "tilde" else None
        boost = self.boost() if self.peek() == "boost" else 1.0
        return Leaf(
            token.text, token.start, token.end, token.kind == "phrase", self.field, named, self.exact, tilde, boost
        )

    def boost(self) -> float:
        token = self.take()
        if _NUMBER.fullmatch(token.text) and LEAST_BOOST <= float(token.text) <= MOST_BOOST:
            return float(token.text)
        message = f"{shown('^' + token.text)} was ignored: a boost is a number from {LEAST_BOOST:g} to {MOST_BOOST:g}."
        self.notes.add("bad-boost", message, token.start, token.end)
        return 1.0
