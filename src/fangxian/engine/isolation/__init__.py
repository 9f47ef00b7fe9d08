"""How long a measure on a person lasts: its end is known on the first day and is never put off."""
