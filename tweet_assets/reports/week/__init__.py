"""The page of a week: what works for an account, what came of the week, what is next, and what nobody knows yet."""
