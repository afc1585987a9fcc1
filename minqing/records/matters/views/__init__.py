"""The pages of matters: the list with its story, one matter with its moves, opening by hand."""

from minqing.records.matters.views.board import board
from minqing.records.matters.views.opening import new, receipt
from minqing.records.matters.views.story import form, more, move, page, reveal

__all__ = ["board", "form", "more", "move", "new", "page", "receipt", "reveal"]
