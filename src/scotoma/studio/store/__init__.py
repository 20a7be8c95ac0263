"""The studio's database: tables, transactions, the journal of every change, undo, and migrations."""
