"""The only reads of supervision: editions, targets with their reasons, signs, visits, findings, coverage."""
