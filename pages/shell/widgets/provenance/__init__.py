"""What goes with a figure: its sources, citation, links and menu."""
