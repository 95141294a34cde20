# SYNTAX TEST "source.python" "SQL inside the calls of a migration"
def upgrade():
    op.execute("UPDATE users SET name = 'x' WHERE id = 1")
#   ^^ meta.function-call.python
#     ^ punctuation.separator.period.python
#      ^^^^^^^ meta.function-call.generic.python
#             ^ punctuation.definition.arguments.begin.python
#              ^ string.quoted.single.python punctuation.definition.string.begin.python
#               ^^^^^^ meta.embedded.inline.sql keyword.other.DML.sql
#                                       ^ meta.embedded.inline.sql string.quoted.single.sql
#                                                       ^ string.quoted.single.python punctuation.definition.string.end.python - meta.embedded.inline.sql
#                                                        ^ punctuation.definition.arguments.end.python
    op.execute('DELETE FROM "users"')
#               ^^^^^^ keyword.other.DML.sql
#                           ^^^^^^^ string.quoted.double.sql
#                                  ^ string.quoted.single.python punctuation.definition.string.end.python
    after = "SELECT"
#            ^^^^^^ string.quoted.single.python - meta.embedded.inline.sql

    op.execute("SELECT 'open -- and never closed")
#               ^^^^^^ keyword.other.DML.sql
    after = "SELECT"
#   ^^^^^ - meta.embedded.inline.sql
#            ^^^^^^ string.quoted.single.python

    op.execute("SELECT 1 -- a comment")
#                        ^^ meta.embedded.inline.sql comment.line.double-dash.sql
#                                    ^ string.quoted.single.python punctuation.definition.string.end.python

    op.execute("SELECT \"id\" FROM t", execution_options={"select": "update"})
#                      ^^ constant.character.escape.python
#                             ^^^^ keyword.other.DML.sql
#                                      ^^^^^^^^^^^^^^^^^ variable.parameter.function-call.python
#                                                         ^^^^^^ string.quoted.single.python - meta.embedded.inline.sql

    op.execute(
        "UPDATE users "
#        ^^^^^^ keyword.other.DML.sql
        "SET name = :name"  # a Python comment
#        ^^^ keyword.other.DML.sql
#                   ^^^^^ meta.embedded.inline.sql
#                    ^^^^ variable.parameter.sql
#                           ^ comment.line.number-sign.python
    )
    op.execute(statement, "SELECT")
#              ^^^^^^^^^ - meta.embedded.inline.sql
#                          ^^^^^^ string.quoted.single.python - meta.embedded.inline.sql
    op.execute(sqltext="SELECT 1")
#              ^^^^^^^ variable.parameter.function-call.python
#                       ^^^^^^ keyword.other.DML.sql
    op.execute(("SELECT 1 " "FROM t"), None)
#                ^^^^^^ keyword.other.DML.sql
#                            ^^^^ keyword.other.DML.sql
#                                      ^^^^ constant.language.python - meta.embedded.inline.sql
    op.execute("SELECT 1 " + table + " WHERE x")
#               ^^^^^^ keyword.other.DML.sql
#                          ^ keyword.operator.arithmetic.python
#                            ^^^^^ - meta.embedded.inline.sql
    self.execute("SELECT 1")
#                 ^^^^^^ string.quoted.single.python - meta.embedded.inline.sql
    # op.execute("SELECT 1")
#                 ^^^^^^ comment.line.number-sign.python - meta.embedded.inline.sql
    x = "op.execute('SELECT 1')"
#                    ^^^^^^ string.quoted.single.python - meta.embedded.inline.sql
    bind.exec_driver_sql("SELECT 1")
#                         ^^^^^^ keyword.other.DML.sql
    op.execute(
        statement, "SELECT"
#       ^^^^^^^^^ - meta.embedded.inline.sql
#                   ^^^^^^ string.quoted.single.python - meta.embedded.inline.sql
    )
    op.execute((a, "SELECT"))
#               ^ - meta.embedded.inline.sql
