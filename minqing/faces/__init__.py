"""Other doors, other keys: the residents' pages."""
