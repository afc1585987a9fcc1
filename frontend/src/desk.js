// Everything a signed-in page needs. Order of the style sheets is the order of the cascade.
import './styles/tabler.scss'
import './styles/tokens.css'
import './styles/base.css'
import './styles/icons.css'
import './styles/buttons.css'
import './styles/fields.css'
import './styles/states.css'
import './styles/shell.css'
import './styles/rows.css'
import './styles/tables.css'
import './styles/filters.css'
import './styles/story.css'
import './styles/moves.css'
import './styles/receipt.css'
import './styles/figures.css'
import './styles/drawer.css'
import './styles/diary.css'
import './styles/household.css'
import './styles/photos.css'
import './styles/works.css'
import './styles/room.css'
import './styles/statechart.css'
import './styles/monitor.css'
import './styles/safety.css'
import './styles/print.css'

import htmx from 'htmx.org'
import { askOnce } from './behaviours/confirm-once.js'
import { showBeside } from './behaviours/beside.js'
import { countChoices } from './behaviours/choices.js'
import { chooseDays } from './behaviours/days.js'
import { keepDrafts } from './behaviours/draft.js'
import { openDialogs } from './behaviours/dialog.js'
import { openDrawers } from './behaviours/drawer.js'
import { openOnDesk } from './behaviours/fold.js'
import { stayWithoutSignal } from './behaviours/no-signal.js'
import { gatherPhotos } from './behaviours/photos.js'
import { underlineUnderstood } from './behaviours/marks.js'
import { saveByKeys } from './behaviours/quick-save.js'
import { sayTrouble } from './behaviours/trouble.js'
import { sendOnChange } from './behaviours/send-on-change.js'
import { keepUnsent } from './behaviours/unsent.js'

window.htmx = htmx
stayWithoutSignal(document, window)
askOnce(document)
countChoices(document)
keepDrafts(document, window.localStorage)
keepUnsent(document, window)
chooseDays(document) // after a draft has brought its day back
openDialogs(document)
openOnDesk(document)
openDrawers(document, htmx)
underlineUnderstood(document)
gatherPhotos(document)
saveByKeys(document)
sayTrouble(document)
sendOnChange(document)
showBeside(document, htmx)
