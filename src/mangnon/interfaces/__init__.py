"""What spans capabilities: office pages, exchange, commands."""
