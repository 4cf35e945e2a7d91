"""All segments become one, what is deleted is gone, the catalog is written anew: `searchkit compact`."""

from __future__ import annotations

import time
from contextlib import closing

from searchkit.index.catalog import Catalog
from searchkit.index.columnar import segments_of
from searchkit.index.store import Store
from searchkit.reports import CompactReport


def compact(store: Store, *, wait: float | None = None) -> CompactReport:
    """Merges all segments. The folder needs room for them once more meanwhile. Raises `IndexLocked`."""
    started = time.monotonic()
    before = segments_of(store.reader()) or []
    size, deleted = store.size(), sum(segment.deleted_count for segment, _ in before)
    with store.writer(wait=wait) as writer:
        writer.compact()
        writer.commit()
        # Closing commits once more: the commit before the last is kept, and must not be the one from before.
    if store.folder is not None:
        with closing(Catalog.open(store.folder, writing=True)) as catalog:
            catalog.vacuum()
    after = segments_of(store.reader()) or []
    return CompactReport(
        store.folder, store.count(), len(before), len(after), size, store.size(), deleted,
        time.monotonic() - started,
    )  # fmt: skip
