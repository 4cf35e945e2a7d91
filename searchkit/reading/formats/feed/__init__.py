"""RSS, Atom and RDF: the text is cut at its entries, and feedparser reads them a batch at a time."""
