"""Every part that pages are made of, on one page, for whoever builds pages or checks how they look."""
