"""The kinds of measures, one folder each, all of one shape. They do not know one another."""
