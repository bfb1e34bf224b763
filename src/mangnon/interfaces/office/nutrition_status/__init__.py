"""The nutrition of the children of a place (Tình trạng dinh dưỡng): rates, quality, the children behind them."""
