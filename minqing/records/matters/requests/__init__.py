"""Requests that another system received, with their answers and votes: read from files."""
