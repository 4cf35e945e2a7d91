"""Tests of aggregator pages."""
