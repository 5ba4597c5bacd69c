"""The routes of the REST API, one module per part of Discord's documentation."""

from ..calls import Route
from . import accounts, channels, commands, guilds, interactions, reactions, webhooks

ROUTES: tuple[Route, ...] = (
    *accounts.ROUTES,
    *guilds.ROUTES,
    *channels.ROUTES,
    *reactions.ROUTES,
    *commands.ROUTES,
    *interactions.ROUTES,
    *webhooks.ROUTES,
)
