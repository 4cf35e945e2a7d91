"""The errors that searchkit raises, and no others.

::

    SearchkitError                 every error below; its text says what, where and what to try
    ├── SettingError               a setting, option or environment variable that does not fit
    ├── ReadingError               a file that cannot be read as articles
    │   ├── LimitExceeded          a limit of size, time, depth or ratio was passed
    │   ├── Undecodable            bytes that are no text, or no such format
    │   └── MissingExtra           a format whose optional package is not installed
    ├── QueryError                 a query object that the index cannot answer
    ├── IndexAccessError           something about the index itself, or its files
    │   ├── IndexNotFound          no index where one was looked for
    │   ├── IndexUnfit             an index of another format, version or analysis
    │   ├── IndexDamaged           an index whose files do not hold together
    │   ├── IndexLocked            another process is writing
    │   └── IndexClosed            used after ``close()``
    ├── EvaluationError            queries, judgments, runs or measures that cannot be used
    └── ArticleNotFound            no article with that identity

Errors of the libraries underneath are translated where they enter. ``exit_code`` is what a command ends with.
"""

from __future__ import annotations

ADVICE = "run: searchkit repair"
"""What the errors of damaged files end with."""


class SearchkitError(Exception):
    """Something went wrong that searchkit can explain."""

    exit_code = 2


class SettingError(SearchkitError):
    """A setting, option or environment variable has a value that does not fit."""


class ReadingError(SearchkitError):
    """A file cannot be read as articles."""


class LimitExceeded(ReadingError):
    """A limit of size, time, depth or compression ratio was passed."""


class Undecodable(ReadingError):
    """The bytes are not text, or not what their format promises."""


class MissingExtra(ReadingError):
    """The format needs an optional package; the message has the pip command."""


class QueryError(SearchkitError):
    """The index cannot answer this query object, or cannot count every match in time."""


class IndexAccessError(SearchkitError):
    """Something about the index itself is wrong."""


class IndexNotFound(IndexAccessError):
    """There is no index where one was looked for."""


class IndexUnfit(IndexAccessError):
    """The index was made by another format, version or analysis."""


class IndexDamaged(IndexAccessError):
    """The files of the index do not hold together."""


class IndexLocked(IndexAccessError):
    """Another process is writing to the index."""


class IndexClosed(IndexAccessError):
    """The index was used after it was closed."""


class EvaluationError(SearchkitError):
    """Queries, judgments, a run or a measure cannot be used."""


class ArticleNotFound(SearchkitError):
    """No article has this identity."""
