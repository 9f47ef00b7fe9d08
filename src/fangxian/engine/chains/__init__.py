"""Who caught it from whom: chains, how long a generation takes, when people fell ill, what the next week may ask."""
