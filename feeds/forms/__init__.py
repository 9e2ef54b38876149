"""What a host writes on the pages: small forms with their sentences, split by noun."""
