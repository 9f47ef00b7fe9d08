"""The certificate as people take it away: a page and a Word file to be signed."""
