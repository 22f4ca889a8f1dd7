"""HTTP beside the pages: the server's own doors, over what is stored. An upstream is never asked.

`server.serve` puts the doors together; dashboard.py hands them to Streamlit.
"""
