"""What every layer may use: mistakes in words, text, files that appear whole. It knows nothing else of Recoil."""
