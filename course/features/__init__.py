"""Features written by hand: what people knew about pictures and sounds, as code.

`images` holds HOG and SIFT words, `audio` log-mel spectrograms and MFCC. They turn raw
numbers into fewer ones; nothing in them is learned from labels.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach(
    __name__,
    submod_attrs={
        "audio": ["log_mel", "mel_filters", "mfcc"],
        "images": ["SiftWords", "hog"],
    },
)
