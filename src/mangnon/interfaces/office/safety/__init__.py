"""Accidents, hazards, homes, lessons and rates: pages of the safety room."""
