"""The office's pages, a module each."""
