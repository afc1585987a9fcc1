"""Monitoring against falling back into poverty: the steps, the sheets, the doubts, the release (RULES.md 3)."""
