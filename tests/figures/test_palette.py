"""The palette reads in both themes."""

import matplotlib as mpl
import numpy as np
import pytest

from lib import figures


def contrast(one, other):
    """Return the contrast of two colours, WCAG 2."""

    def luminance(colour):
        rgb = np.array(mpl.colors.to_rgb(colour))
        linear = np.where(rgb <= 0.03928, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
        return linear @ [0.2126, 0.7152, 0.0722]

    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("colour", figures.PALETTE)
@pytest.mark.parametrize("ground", ["#ffffff", "#121212"])
def test_every_colour_stands_out_on_both_grounds(colour, ground):
    assert contrast(colour, ground) >= 3
