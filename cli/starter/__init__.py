"""The files that `closeout init` writes; `$platform` and such are filled in."""
