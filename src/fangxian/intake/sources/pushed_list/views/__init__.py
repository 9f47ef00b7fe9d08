"""Screens of pushed lists: taking in, naming columns, the dry run, confirming, committing, answering, closing."""
