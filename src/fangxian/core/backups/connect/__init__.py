"""Where backups touch the world: sealed files and PostgreSQL's own programs."""
