"""States of package codes and families of revisions, from rows of kaji ulang."""
