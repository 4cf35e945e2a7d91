"""Indexes that earlier versions wrote, kept for ever, and what they must answer."""
