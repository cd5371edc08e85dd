"""The idx format of MNIST and its kin: a few big-endian numbers, then the bytes."""

import math

import numpy as np

from course.errors import DataError


def read_idx(content: bytes) -> np.ndarray:
    """Return the unsigned bytes of an idx file as an array.

    Source: the format's description beside the original MNIST files. Bytes 0 and 1
    are zero, byte 2 is the type (8: unsigned byte), byte 3 the number of axes; then
    follow the lengths of the axes, four bytes each, and the numbers.

    Parameters
    ----------
    content : bytes
        The file, not compressed.

    Returns
    -------
    ndarray of uint8
        Read-only; its shape is the one in the header.

    Raises
    ------
    DataError
        For another type, a header that is cut, or a length that does not fit it.

    Examples
    --------
    >>> read_idx(bytes([0, 0, 8, 2, 0, 0, 0, 1, 0, 0, 0, 3, 7, 8, 9]))
    array([[7, 8, 9]], dtype=uint8)
    """
    if content[:3] != b"\x00\x00\x08" or len(content) < 4 + 4 * content[3]:
        raise DataError(f"not an idx file of unsigned bytes: starts {content[:4]!r}")
    start = 4 + 4 * content[3]
    shape = tuple(np.frombuffer(content[4:start], ">u4").tolist())
    if len(content) - start != math.prod(shape):
        raise DataError(
            f"the idx file holds {len(content) - start} bytes where its header says "
            f"{shape}; fetch it again"
        )
    return np.frombuffer(content, np.uint8, offset=start).reshape(shape)
