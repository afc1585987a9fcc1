"""交接: what lies with somebody who leaves a post goes to somebody who stays, so that nothing waits for a person who is gone."""
