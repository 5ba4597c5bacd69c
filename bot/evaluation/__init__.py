"""`quoth eval`: how well questions with known answers are answered, as a table and a report, against the last time."""
