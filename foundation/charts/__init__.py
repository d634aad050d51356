"""Charts as data: one frozen spec, drawn for the browser, for paper and as a table."""
