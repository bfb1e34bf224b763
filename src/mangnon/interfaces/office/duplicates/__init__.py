"""Rà trùng: suspected duplicates, two records side by side, and the log of merges."""
