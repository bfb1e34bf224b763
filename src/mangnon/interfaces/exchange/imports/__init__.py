"""Imports: files of children, doses and weights become records, each row with its verdict."""
