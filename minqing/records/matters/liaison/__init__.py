"""Firms' requests: departments coordinated, policies taken up, progress told back (MECHANISMS.md D5)."""
