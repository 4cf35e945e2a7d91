"""Tests of searchkit.reading.formats.pdf."""
