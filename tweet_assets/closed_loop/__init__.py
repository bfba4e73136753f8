"""Both loops over an invented account, day after day of simulated time: from decisions to what is learned of them."""
