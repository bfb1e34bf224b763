"""A synthetic province: made-up children with made-up facts, the same for the same seed."""
