"""What is due to be forgotten, and how far a stand-down has come."""
