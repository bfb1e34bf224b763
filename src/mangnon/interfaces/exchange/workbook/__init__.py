"""Reads the workbooks that offices keep: opening, header, rows, values. No Django, no database."""
