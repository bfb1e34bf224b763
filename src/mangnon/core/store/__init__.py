"""The one PostgreSQL: starting it, reaching it, and keeping the history of its rows."""
