"""Tables of the stored rows themselves: quality, changes between passes, missing datasets."""
