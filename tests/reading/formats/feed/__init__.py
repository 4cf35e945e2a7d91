"""Tests of searchkit.reading.formats.feed."""
