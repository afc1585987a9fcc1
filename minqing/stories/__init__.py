"""Months of life for the demo world, one file a story. Fixed days and a fixed seed, except `recent`, which ends today."""
