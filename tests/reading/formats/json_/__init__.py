"""Tests of searchkit.reading.formats.json_."""
