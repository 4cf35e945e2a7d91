"""Tests of searchkit.reading.dates."""
