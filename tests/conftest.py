"""Tests over several rooms share the small world of the rooms' own tests."""

from minqing.conftest import world

__all__ = ["world"]
