"""Questionnaires: filled in on one page, read afterwards by those who may, listed with their licences."""
