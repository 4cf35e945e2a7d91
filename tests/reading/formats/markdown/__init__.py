"""Tests of searchkit.reading.formats.markdown."""
