"""Text and files that the database alone cannot read: sealed under keys whose master lies outside it."""
