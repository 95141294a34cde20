"""Both lines come together."""

revision = "c1"
down_revision = ("a2", "b2")


def upgrade():
    pass


def downgrade():
    pass
