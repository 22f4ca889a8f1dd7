"""The drawings of pages beside their lists."""
