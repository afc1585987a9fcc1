"""Minqing 民情: one needle for a thousand threads."""

__version__ = "0.1.0"
