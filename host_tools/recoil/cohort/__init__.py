"""Many recordings on many processors or computers: one dataset of steps, strides, minutes and summaries."""
