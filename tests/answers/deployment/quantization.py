"""Answers to `quantization`: right ones written differently, and wrong ones."""

import math

import numpy as np


def reference() -> dict:
    def quant_params(x_min, x_max, bits=8):
        low, high = min(x_min, 0.0), max(x_max, 0.0)
        scale = (high - low) / (2**bits - 1) or 1.0
        return scale, round(-low / scale)

    def quantize(x, scale, zero_point, bits=8):
        codes = np.round(np.asarray(x) / scale) + zero_point
        return np.clip(codes, 0, 2**bits - 1).astype(int)

    def dequantize(q, scale, zero_point):
        return scale * (np.asarray(q, dtype=float) - zero_point)

    return {
        "quant_params": quant_params,
        "quantize": quantize,
        "dequantize": dequantize,
    }


def alternative_floor() -> dict:
    """Round by adding one half, and keep eight bits a code."""

    def quant_params(x_min, x_max, bits=8):
        low, high = np.minimum(x_min, 0), np.maximum(x_max, 0)
        n = 2**bits - 1
        if low == high:
            return 1.0, 0
        return (high - low) / n, math.floor(-low * n / (high - low) + 0.5)

    def quantize(x, scale, zero_point, bits=8):
        codes = np.floor(x / scale + zero_point + 0.5)
        return codes.clip(0, 2**bits - 1).astype(np.uint8)

    def dequantize(q, scale, zero_point):
        return (q.astype(np.float32) - zero_point) * np.float32(scale)

    return {
        "quant_params": quant_params,
        "quantize": quantize,
        "dequantize": dequantize,
    }


def alternative_onnx() -> dict:
    """The formula of ONNX's DynamicQuantizeLinear, with codes as whole floats."""

    def quant_params(x_min, x_max, bits=8):
        q_max = 2**bits - 1
        y_scale = (max(0, x_max) - min(0, x_min)) / q_max
        if y_scale == 0:
            return 1, 0
        intermediate = 0 - min(0, x_min) / y_scale
        return y_scale, int(np.clip(np.rint(intermediate), 0, q_max))

    def quantize(x, scale, zero_point, bits=8):
        return np.clip(np.rint(x / scale) + zero_point, 0, 2**bits - 1)

    def dequantize(q, scale, zero_point):
        return (q - zero_point) * scale

    return {
        "quant_params": quant_params,
        "quantize": quantize,
        "dequantize": dequantize,
    }


def alternative_torch() -> dict:
    """Tensors of torch inside."""
    import torch

    def quantize(x, scale, zero_point, bits=8):
        codes = torch.round(torch.as_tensor(x) / scale) + zero_point
        return codes.clamp(0, 2**bits - 1).to(torch.int32)

    def dequantize(q, scale, zero_point):
        return scale * (torch.as_tensor(q).double() - zero_point)

    return {"quantize": quantize, "dequantize": dequantize}


def params(rule) -> dict:
    return {"quant_params": rule}


def wrong_swapped() -> dict:
    right = reference()["quant_params"]
    return params(lambda x_min, x_max, bits=8: right(x_min, x_max, bits)[::-1])


def wrong_zero_point_not_whole() -> list:
    def exact(x_min, x_max, bits=8):
        low, high = min(x_min, 0.0), max(x_max, 0.0)
        scale = (high - low) / (2**bits - 1) or 1.0
        return scale, -low / scale

    def rounded(x_min, x_max, bits=8):
        scale, zero_point = exact(x_min, x_max, bits)
        return scale, np.round(zero_point)

    return [params(exact), params(rounded)]


def wrong_range_excludes_zero() -> list:
    def plain(x_min, x_max, bits=8):
        scale = (x_max - x_min) / (2**bits - 1) or 1.0
        return scale, round(-x_min / scale)

    def clipped(x_min, x_max, bits=8):
        scale, zero_point = plain(x_min, x_max, bits)
        return scale, min(max(zero_point, 0), 2**bits - 1)

    return [params(plain), params(clipped)]


def wrong_zero_range() -> list:
    def division(x_min, x_max, bits=8):
        low, high = min(x_min, 0.0), max(x_max, 0.0)
        scale = (high - low) / (2**bits - 1)
        return scale, round(-low / scale)

    def nothing(x_min, x_max, bits=8):
        low, high = min(x_min, 0.0), max(x_max, 0.0)
        scale = (high - low) / (2**bits - 1)
        return scale, round(-low / scale) if scale else 0

    return [params(division), params(nothing)]


def wrong_symmetric_range() -> list:
    def half(x_min, x_max, bits=8):
        most = max(abs(x_min), abs(x_max)) or 1.0
        return 2 * most / (2**bits - 1), 2 ** (bits - 1)

    def signed(x_min, x_max, bits=8):
        most = max(abs(x_min), abs(x_max)) or 1.0
        return most / (2 ** (bits - 1) - 1), 2 ** (bits - 1)

    return [params(half), params(signed)]


def wrong_wraps_around() -> dict:
    def quantize(x, scale, zero_point, bits=8):
        codes = (np.round(x / scale) + zero_point).astype(int) % 2**bits
        return codes.astype(np.uint8)

    return {"quantize": quantize}


def wrong_codes_wrap_on_the_way_back() -> dict:
    def quantize(x, scale, zero_point, bits=8):
        codes = np.round(x / scale) + zero_point
        return codes.clip(0, 2**bits - 1).astype(np.uint8)

    def dequantize(q, scale, zero_point):
        return scale * (q - zero_point)

    return {"quantize": quantize, "dequantize": dequantize}
