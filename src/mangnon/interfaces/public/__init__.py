"""Pages without an account: anybody tells of a worry about a child, and asks or adds later with a code."""
