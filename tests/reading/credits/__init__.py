"""Tests of searchkit.reading.credits."""
