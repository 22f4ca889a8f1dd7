"""What a shared link says before anybody opens it: title, description and picture of its answer."""
