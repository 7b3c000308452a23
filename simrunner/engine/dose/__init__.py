"""What was given: amounts made comparable, and the ledger."""
