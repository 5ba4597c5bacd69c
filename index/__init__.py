"""The engine: articles in, cited verbatim quotations out. It knows neither Discord nor the command line."""
