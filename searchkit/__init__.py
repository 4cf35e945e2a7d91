"""Full-text search over articles.

>>> import searchkit
>>> index = searchkit.open(":memory:")
>>> index.add(searchkit.Article(title="Trust returns", body="Polls in Korea and Japan show it."))
'added'
>>> [hit.title for hit in index.search("Korea Japan trust")]
['Trust returns']
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from searchkit._version import __version__
    from searchkit.engine import Index, check, open, repair, restore
    from searchkit.errors import (
        ArticleNotFound,
        IndexAccessError,
        IndexClosed,
        IndexDamaged,
        IndexLocked,
        IndexNotFound,
        IndexUnfit,
        LimitExceeded,
        MissingExtra,
        QueryError,
        ReadingError,
        SearchkitError,
        SettingError,
        Undecodable,
    )
    from searchkit.index.locate import find_index
    from searchkit.index.writer import Writer
    from searchkit.model import (
        Article,
        Copy,
        Explanation,
        Hit,
        Note,
        Origin,
        Passage,
        Problem,
        Published,
        Results,
        Suggestion,
    )
    from searchkit.reports import (
        BackupReport,
        Check,
        CheckReport,
        CompactReport,
        Damage,
        FieldInfo,
        Health,
        Progress,
        RepairReport,
        SavedSearch,
        Stats,
        SyncReport,
    )
    from searchkit.settings import Settings, load_settings

# Where each name is found. They are imported when first used: `import searchkit` itself takes a millisecond.
_HOMES = {
    "searchkit._version": ("__version__",),
    "searchkit.engine": ("Index", "check", "open", "repair", "restore"),
    "searchkit.errors": (
        "ArticleNotFound",
        "IndexAccessError",
        "IndexClosed",
        "IndexDamaged",
        "IndexLocked",
        "IndexNotFound",
        "IndexUnfit",
        "LimitExceeded",
        "MissingExtra",
        "QueryError",
        "ReadingError",
        "SearchkitError",
        "SettingError",
        "Undecodable",
    ),
    "searchkit.index.locate": ("find_index",),
    "searchkit.index.writer": ("Writer",),
    "searchkit.model": (
        "Article",
        "Copy",
        "Explanation",
        "Hit",
        "Note",
        "Origin",
        "Passage",
        "Problem",
        "Published",
        "Results",
        "Suggestion",
    ),
    "searchkit.reports": (
        "BackupReport",
        "Check",
        "CheckReport",
        "CompactReport",
        "Damage",
        "FieldInfo",
        "Health",
        "Progress",
        "RepairReport",
        "SavedSearch",
        "Stats",
        "SyncReport",
    ),
    "searchkit.settings": ("Settings", "load_settings"),
}
_HOME = {name: home for home, names in _HOMES.items() for name in names}

__all__ = [
    "Article",
    "ArticleNotFound",
    "BackupReport",
    "Check",
    "CheckReport",
    "CompactReport",
    "Copy",
    "Damage",
    "Explanation",
    "FieldInfo",
    "Health",
    "Hit",
    "Index",
    "IndexAccessError",
    "IndexClosed",
    "IndexDamaged",
    "IndexLocked",
    "IndexNotFound",
    "IndexUnfit",
    "LimitExceeded",
    "MissingExtra",
    "Note",
    "Origin",
    "Passage",
    "Problem",
    "Progress",
    "Published",
    "QueryError",
    "ReadingError",
    "RepairReport",
    "Results",
    "SavedSearch",
    "SearchkitError",
    "SettingError",
    "Settings",
    "Stats",
    "Suggestion",
    "SyncReport",
    "Undecodable",
    "Writer",
    "__version__",
    "check",
    "find_index",
    "load_settings",
    "open",
    "repair",
    "restore",
]


def __getattr__(name: str) -> object:
    from importlib import import_module

    if name not in _HOME:
        raise AttributeError(f"module 'searchkit' has no attribute {name!r}")
    value = globals()[name] = getattr(import_module(_HOME[name]), name)
    return value


def __dir__() -> list[str]:
    return __all__
