"""What each page answers, from what is stored: a function a page, from Asked to Answer or None."""
