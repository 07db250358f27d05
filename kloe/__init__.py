"""What is inspected and how it is rated: frameworks, ratings and support. No web, no database, no clock."""
