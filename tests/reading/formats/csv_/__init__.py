"""Tests of searchkit.reading.formats.csv_."""
