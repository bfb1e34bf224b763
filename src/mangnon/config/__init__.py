"""The top floor: settings, addresses, and the one list of who is wired to whom."""
