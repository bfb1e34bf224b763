"""Makes files anew from what is seen or heard in them, in a process of its own that knows nothing and may do little.

``python -m mangnon.core.vault.cleaning KIND LIMITS`` reads a file from standard input and writes ``+`` and the cleaned
file, or ``-`` and the code of a refusal. Nothing here reaches Django, the database or the keys.
"""
