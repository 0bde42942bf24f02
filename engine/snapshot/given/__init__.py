"""What a program holds already: data frames by the Arrow interface, and values as JSON would hold them."""
