"""Errands run for residents (MECHANISMS.md C3)."""
