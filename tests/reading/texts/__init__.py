"""Tests of searchkit.reading.texts."""
