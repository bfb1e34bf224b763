"""One room per capability."""
