"""Pictures of numbers, as SVG: for the pages, and for what the models say of themselves in the Dagster UI."""
