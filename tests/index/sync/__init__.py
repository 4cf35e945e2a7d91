"""Making the index say what files say."""
