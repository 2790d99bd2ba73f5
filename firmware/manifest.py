"""The files that lie on a clip: the one list, read by `recoil flash`, the virtual clip, the tests and the packaging.

Of a package every module counts; those named `kernels.py` or `*_kernels.py` become machine code. MicroPython reads this
file too when an image is built with the clip's firmware frozen into it; boot.py and main.py stay files even then,
because the frozen ones could not be replaced.
"""

package("recoil_clip", opt=3)
package("recoil_app", opt=3)  # what Recoil 0.1 looks for

STARTERS = ("boot.py", "main.py")
