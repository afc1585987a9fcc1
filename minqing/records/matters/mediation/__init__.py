"""Mediation of disputes: what the law says, sessions, agreements, the room of the parties (RULES.md 4)."""
