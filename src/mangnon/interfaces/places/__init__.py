"""The pages of places: the province as of a day, and its changes with all that follows them."""
