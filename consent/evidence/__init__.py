"""Evidence as files: the ledger's extract, consent records, the bundle, what checks it. Pure."""
