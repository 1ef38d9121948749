"""Who may do what: roles, the reviewed file that grants them, and figures that can only be read through a viewer.

The rules are kept here, below pages and commands, so that a page that forgets to ask cannot show what it should not:
`viewer` says what each role may, `grants` reads who has which role, `sessions` ends sessions, `restricted` is the read
API that a page gets, `review` keeps what the Office decides of a semester.
"""
