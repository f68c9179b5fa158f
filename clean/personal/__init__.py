"""Personal data in texts: what it looks like, and what is done about it.

`policy` says what becomes of each kind; `email_address`, `telephone_number`, `postal_address` and
`account_handle` find one kind each in a text; `masks` puts placeholders in their places, in records and in
the table of spans. The step that looks at pages is `clean.steps.personal_data`.
"""
