"""Any or all of some words, or a phrase of them, in all segments at once, from lists that are kept."""
