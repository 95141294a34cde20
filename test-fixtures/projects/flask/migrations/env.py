from alembic import context
from flask import current_app

config = context.config


def get_engine():
    return current_app.extensions["migrate"].db.engine


def run_migrations_online():
    with get_engine().connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=current_app.extensions["migrate"].db.metadata,
            **current_app.extensions["migrate"].configure_args,
        )

        with context.begin_transaction():
            context.run_migrations()


run_migrations_online()
