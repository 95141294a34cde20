# SYNTAX TEST "source.python" "SQL over several lines, raw strings and f-strings"
op.execute("""
#          ^^^ string.quoted.multi.python punctuation.definition.string.begin.python
    UPDATE users SET name = 'it''s' -- don't stop here """)
#   ^^^^^^ meta.embedded.inline.sql keyword.other.DML.sql
#                           ^^^^^^^ string.quoted.single.sql
#                                   ^^^^^^^^^^^^^^^^^^ comment.line.double-dash.sql
#                                                      ^^^ string.quoted.multi.python punctuation.definition.string.end.python
after = "SELECT"
#        ^^^^^^ string.quoted.single.python - meta.embedded.inline.sql
op.execute(
    f"""
#   ^ storage.type.string.python
    CREATE INDEX ix_{table}_name ON "{table}" (name) WHERE kind = '{kind!r:>10}'
#   ^^^^^^ keyword.other.create.sql
#                   ^ constant.character.format.placeholder.other.python
#                    ^^^^^ meta.fstring.python source.python
#                         ^ constant.character.format.placeholder.other.python
#                                     ^^^^^ string.quoted.double.sql meta.fstring.python source.python
#                                                                   ^^^^ string.quoted.single.sql meta.fstring.python source.python
#                                                                       ^^ storage.type.format.python
    {{literal}}
#   ^^ constant.character.escape.python
#            ^^ constant.character.escape.python
    """
)
after = "SELECT"
#        ^^^^^^ string.quoted.single.python - meta.embedded.inline.sql
op.execute(r'''
    SELECT '\d+' FROM t
#   ^^^^^^ keyword.other.DML.sql
#           ^^ string.quoted.single.sql - constant.character.escape.python
''')
op.execute(rf"SELECT {x} FROM t")
#          ^^ storage.type.string.python
#             ^^^^^^ keyword.other.DML.sql
#                     ^ meta.fstring.python source.python
op.execute(F'SELECT {x["a"]} FROM t')
#            ^^^^^^ keyword.other.DML.sql
#                            ^^^^ keyword.other.DML.sql
op.execute("""SELECT 'never closed""")
after = "SELECT"
#        ^^^^^^ string.quoted.single.python - meta.embedded.inline.sql
op.execute("""SELECT '{}' """.format(x), other="SELECT")
#                         ^^^ string.quoted.multi.python
#                                ^ - meta.embedded.inline.sql
#                                               ^^^^^^ string.quoted.single.python
after = "SELECT"
#        ^^^^^^ string.quoted.single.python - meta.embedded.inline.sql
