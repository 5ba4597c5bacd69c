"""The fronts: the command line and the Discord bot. Each parses, calls the engine once, and renders."""
