"""What every page stands on: fields, formatters, Markdown, headers, errors, the clock, and how rooms join the site."""
