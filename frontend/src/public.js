// Residents' pages: no account, no htmx; everything also works when none of this runs.
import './styles/tabler.scss'
import './styles/tokens.css'
import './styles/base.css'
import './styles/icons.css'
import './styles/buttons.css'
import './styles/fields.css'
import './styles/states.css'
import './styles/rows.css'
import './styles/portal.css'
import './styles/receipt.css'
import './styles/photos.css'
import './styles/print.css'

import { askOnce } from './behaviours/confirm-once.js'
import { keepDrafts } from './behaviours/draft.js'
import { SAID_TO_RESIDENTS, stayWithoutSignal } from './behaviours/no-signal.js'
import { gatherPhotos } from './behaviours/photos.js'
import { switchPrint } from './behaviours/print-size.js'

stayWithoutSignal(document, window, { said: SAID_TO_RESIDENTS, always: true })
askOnce(document)
keepDrafts(document, window.localStorage)
switchPrint(document)
gatherPhotos(document)
