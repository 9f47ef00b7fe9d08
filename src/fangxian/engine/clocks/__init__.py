"""City days, deadlines, reading windows and late synchronisation. Every moment is passed in; nothing reads a clock."""
