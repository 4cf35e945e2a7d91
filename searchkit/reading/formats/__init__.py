"""One module a format. Each has a ``READER``; `searchkit.reading.registry` has the table of them."""
