"""How matches and scores are found, segment by segment."""
