"""What Alembic runs to change the tables of the bot's state, on the connection that it is given."""

from alembic import context

from bot.state.tables import Table

with context.config.attributes["engine"].begin() as connection:
    context.configure(connection=connection, target_metadata=Table.metadata, render_as_batch=True)
    context.run_migrations()
