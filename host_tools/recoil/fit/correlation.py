"""Correlation of two curves with gaps, at every lag."""

import numpy as np

STEADY_SPM = 0.5  # a curve that varies less has nothing to hold on to


def masked_correlation(
    first: np.ndarray, second: np.ndarray, steady: float = STEADY_SPM
) -> tuple[np.ndarray, np.ndarray]:
    """Return, for lags from 1 - len(first) to len(second) - 1, how many pairs are known, and their correlation.

    Normalised cross-correlation with masks (Padfield 2012): every lag has means and variances of its own overlap. Where
    one of the two deviates by less than `steady`, the correlation is 0.
    """
    size = 1 << (len(first) + len(second) - 1).bit_length()
    transforms = []
    for values in (first, second):
        known = np.isfinite(values)
        centred = np.where(known, values, 0.0)
        transforms.append([np.fft.rfft(part, size) for part in (known.astype(float), centred, centred**2)])
    (mask_1, value_1, square_1), (mask_2, value_2, square_2) = transforms

    def summed(one: np.ndarray, other: np.ndarray) -> np.ndarray:
        circular = np.fft.irfft(np.conj(one) * other, size)
        return np.concatenate((circular[size - len(first) + 1 :], circular[: len(second)]))

    pairs = np.rint(summed(mask_1, mask_2))
    some = np.maximum(pairs, 1)
    mean_1, mean_2 = summed(value_1, mask_2) / some, summed(mask_1, value_2) / some
    variance_1 = summed(square_1, mask_2) / some - mean_1**2
    variance_2 = summed(mask_1, square_2) / some - mean_2**2
    covariance = summed(value_1, value_2) / some - mean_1 * mean_2
    varies = (pairs > 1) & (np.minimum(variance_1, variance_2) > steady**2)
    product = np.where(varies, variance_1 * variance_2, 1.0)
    return pairs, np.where(varies, np.clip(covariance / np.sqrt(product), -1.0, 1.0), 0.0)
