"""Tests of searchkit.reading.records."""
