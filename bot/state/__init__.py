"""What the bot remembers besides the index: servers' settings, what was asked and answered, ratings. In a database."""
