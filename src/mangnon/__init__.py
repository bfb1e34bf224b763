"""Măng Non: knows every child, what each is owed today, and who does it."""

__version__ = "0.1.0"
