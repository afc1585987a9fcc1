"""Practical projects: money, quantities, milestones, acceptance, pace (MECHANISMS.md D4)."""
