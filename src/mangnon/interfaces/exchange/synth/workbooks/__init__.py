"""Legacy-style workbooks of one made-up commune, with the truth of every row known."""
