"""The office pages keep no tables of their own."""
