"""What can be pushed in notebook 09, and its questions."""
