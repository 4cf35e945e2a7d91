"""Tests of searchkit.reading.formats.warc."""
