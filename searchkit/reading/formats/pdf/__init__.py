"""PDF: the text that a file holds, by pypdf in the worker process. Pictures of pages are not read."""
