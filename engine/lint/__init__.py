"""What is wrong with policy packs although they load: nothing here needs an export."""
