"""Small programs that use this project as a library."""
