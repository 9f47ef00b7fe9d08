"""What is kept until when, and how a programme is stood down: tables and refusals without a database."""
