"""Read the formats of files: CSV, JSON, Parquet, XLSX."""
