"""What goes on paper: Excel ledgers and Word briefs, worked out from records and figures."""
