"""Home isolation (居家医学观察, F12): stay at home, with support, until the end that the rule gives."""
