"""Papers of a measure: the same words on the screen, on paper and in Word, in both languages."""
