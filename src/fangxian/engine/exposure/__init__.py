"""Was somebody a contact of a case: when the case could infect, what the contact was, where they sat."""
