"""Readings: what is worked out from records and texts - figures, and the proposals read out of a diary entry."""
