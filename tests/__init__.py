"""The tests. Modules beside this one are what tests are made with."""
