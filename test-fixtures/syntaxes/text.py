# SYNTAX TEST "source.python" "SQL inside text()"
op.add_column("users", sa.Column("id", sa.Integer(), server_default=sa.text("now() AT TIME ZONE 'utc'")))
#                                                                   ^^ meta.function-call.python
#                                                                      ^^^^ meta.function-call.generic.python
#                                                                            ^^^^^^^^^^^^^^^^^^^^^^^^ meta.embedded.inline.sql
#                                                                                               ^^^^^ string.quoted.single.sql
conn.execute(text("SELECT 1"), {"a": "SELECT"})
#                  ^^^^^^ meta.embedded.inline.sql keyword.other.DML.sql
#                                     ^^^^^^ string.quoted.single.python - meta.embedded.inline.sql
op.execute(sa.text(f"DELETE FROM {table}").bindparams(a="SELECT"))
#                    ^^^^^^ keyword.other.DML.sql
#                                                        ^^^^^^ string.quoted.single.python - meta.embedded.inline.sql
widget.text("SELECT 1")
#            ^^^^^^ string.quoted.single.python - meta.embedded.inline.sql
context("SELECT")
#        ^^^^^^ string.quoted.single.python - meta.embedded.inline.sql
