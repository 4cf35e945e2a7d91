"""What is shown of hits."""
