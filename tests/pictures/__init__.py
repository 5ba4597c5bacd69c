"""Pictures for the README, drawn of what the bot really sends."""
