"""Tests of bulk writing."""
