"""The pages of the people room, by noun."""
