"""What every kind of record shares: the record itself, its versions, its lines and its files."""
