"""What is as it should be around a data folder, what is not, and what to do: looked at, and nothing changed."""
