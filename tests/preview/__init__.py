"""Link previews: what a shared link says and draws, compared with the tables by another road."""
