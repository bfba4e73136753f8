"""Two loops for a creator who posts on X, strictly apart: learning from own posts, and generation from examples."""
