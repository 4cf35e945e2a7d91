"""Tests of searchkit/index/stories."""
