"""Data in and out: workbooks of offices, and standard formats."""
