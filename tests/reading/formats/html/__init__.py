"""Tests of searchkit.reading.formats.html."""
