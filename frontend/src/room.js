// The online mediation room on a party's phone: only that looks again by itself; everything else works without script.
import './styles/room.css'

import htmx from 'htmx.org'

window.htmx = htmx
