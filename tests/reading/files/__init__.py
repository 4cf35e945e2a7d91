"""Tests of searchkit.reading.files."""
