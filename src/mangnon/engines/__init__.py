"""Pure engines: no Django, no input or output, no clock, no chance."""
