"""Reports of a worry: handed in by who works with children, and looked at by the office that received them."""
