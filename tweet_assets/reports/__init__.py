"""What works for you: numbers and words."""
