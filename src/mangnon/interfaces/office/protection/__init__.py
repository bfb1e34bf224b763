"""Pages of the protection of children: cases."""
