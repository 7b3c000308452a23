"""The fault drill: twenty things a professional would try on a link, with numbers to pass."""
