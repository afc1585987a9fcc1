"""The needs lists of households of groups in need (MECHANISMS.md B3)."""
