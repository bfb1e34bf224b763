"""Charts drawn on the server as SVG: pure functions from numbers to text, styled by classes alone."""
