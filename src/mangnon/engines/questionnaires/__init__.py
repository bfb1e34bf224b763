"""Questionnaires as data: definitions, a small total expression language, evaluation."""
