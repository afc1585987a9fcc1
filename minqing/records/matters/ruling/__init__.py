"""规矩: what a county sets for itself as dated rows: time allowed, lists of reasons, days on which offices work, formulae of rates."""
