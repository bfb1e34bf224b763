"""Dated content of law and medicine: where it lies and how it is loaded."""
