"""What is taught: curricula, items, forms and their keys, read from files and checked."""

__all__: list[str] = []
