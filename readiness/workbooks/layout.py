"""What the writer and the reader of a workbook agree on.

Column A holds a word in every row that means something: the key of a factor, or one of the marks below with its value
in column B. Rows may therefore be moved, and columns too: the row of COLUMNS names each of them.
"""

ASSESSMENT, SHEET, INSTRUMENT, SHA256, COLUMNS = "#assessment", "#sheet", "#instrument", "#sha256", "#columns"
MARKS = (ASSESSMENT, SHEET, INSTRUMENT, SHA256)
FACTOR, GUIDANCE, ANCHORS, SCORE, NOT_KNOWN, COMMENT = "factor", "guidance", "anchors", "score", "not_known", "comment"
FIRST = 3
"""The first column that is seen; A and B are hidden."""
ORDER = (FACTOR, GUIDANCE, ANCHORS, SCORE, NOT_KNOWN, COMMENT)
TICK = "x"

MOST_BYTES = 5 * 1024 * 1024
MOST_UNPACKED = 20 * 1024 * 1024
MOST_ROWS, MOST_COLUMNS = 2000, 30
