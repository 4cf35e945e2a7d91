"""Markdown, and the block of fields that may stand before it. The fields are for `searchkit.reading.records`."""
