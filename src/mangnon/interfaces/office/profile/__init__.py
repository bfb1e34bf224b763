"""Registering a child and correcting its profile: a module each page."""
