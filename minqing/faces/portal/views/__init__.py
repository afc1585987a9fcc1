"""Pages without an account, all of them plain pages without script; and what workers have of them: 代填, the tray, the poster."""

from minqing.faces.portal.views.asking import SALT, ask, kept
from minqing.faces.portal.views.finding import find, letters, village
from minqing.faces.portal.views.following import add, again, answer, follow, leave, photo, slip, withdraw
from minqing.faces.portal.views.paper import paper
from minqing.faces.portal.views.poster import poster, poster_pdf, poster_png
from minqing.faces.portal.views.said import said
from minqing.faces.portal.views.tray import tray
from minqing.faces.portal.views.wall import wishes

__all__ = [
    "SALT", "add", "again", "answer", "ask", "find", "follow", "kept", "leave", "letters", "paper", "photo", "poster",
    "poster_pdf", "poster_png", "said", "slip", "tray", "village", "wishes", "withdraw",
]  # fmt: skip
