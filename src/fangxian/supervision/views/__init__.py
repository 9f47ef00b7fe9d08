"""The inspector's day and visit, the board, the visited unit's page, coverage, planning and papers."""
