"""A text before it is posted."""
