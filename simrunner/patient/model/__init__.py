"""The modelled body: organs in their order, the script over them, and what is read from them."""
