"""Hazards, and consultations about them and about anything else (MECHANISMS.md D6, C6)."""
