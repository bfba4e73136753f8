"""A person's part: what is to be judged, shown whole, and the verdicts that are given on it."""
