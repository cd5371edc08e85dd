"""Answers to `conv_macs`: correct ones written differently."""

import math


def alternative_run_the_layer() -> dict:
    """Let PyTorch find the size of the output, then use every weight once a pixel."""
    import torch
    from torch import nn

    def conv2d_macs(c_in, c_out, k, h_in, w_in, stride=1, padding=0, groups=1):
        layer = nn.Conv2d(c_in, c_out, k, stride, padding, groups=groups, device="meta")
        output = layer(torch.empty(1, c_in, h_in, w_in, device="meta"))
        return layer.weight.numel() * output.shape[2] * output.shape[3]

    def separable_ratio(c_out, k):
        depthwise = conv2d_macs(c_out, c_out, k, 28, 28, padding=k // 2, groups=c_out)
        pointwise = conv2d_macs(c_out, c_out, 1, 28, 28)
        return (depthwise + pointwise) / conv2d_macs(c_out, c_out, k, 28, 28, 1, k // 2)

    return {"conv2d_macs": conv2d_macs, "separable_ratio": separable_ratio}


def alternative_hooks() -> dict:
    """Count with a forward hook while one image of zeros runs through."""
    import torch
    from torch import nn

    def count(net, image):
        counts = []

        def hook(layer, inputs, output):
            counts.append(output[0].numel() * math.prod(layer.weight.shape[1:]))

        for layer in net:
            layer.register_forward_hook(hook)
        with torch.no_grad():
            net(image)
        return sum(counts)

    def conv2d_macs(c_in, c_out, k, h_in, w_in, stride=1, padding=0, groups=1):
        settings = {"stride": stride, "padding": padding, "groups": groups}
        net = nn.Sequential(nn.Conv2d(c_in, c_out, k, **settings, device="meta"))
        return count(net, torch.zeros(1, c_in, h_in, w_in, device="meta"))

    def separable_ratio(c_out, k):
        c_in = 6
        separable = nn.Sequential(
            nn.Conv2d(c_in, c_in, k, groups=c_in), nn.Conv2d(c_in, c_out, 1)
        )
        normal = nn.Sequential(nn.Conv2d(c_in, c_out, k))
        image = torch.zeros(1, c_in, k + 2, k + 2)
        return count(separable, image) / count(normal, image)

    return {"conv2d_macs": conv2d_macs, "separable_ratio": separable_ratio}


def alternative_walk_over_the_positions() -> dict:
    """Place the filter step by step, as long as it fits into the padded image."""

    def conv2d_macs(c_in, c_out, k, h_in, w_in, stride=1, padding=0, groups=1):
        rows = range(-padding, h_in + padding - k + 1, stride)
        columns = range(-padding, w_in + padding - k + 1, stride)
        per_position = groups * (c_in // groups) * (c_out // groups) * k**2
        return sum(per_position * len(columns) for _ in rows)

    def separable_ratio(c_out, k):
        return (k**2 + c_out) / (k**2 * c_out)

    return {"conv2d_macs": conv2d_macs, "separable_ratio": separable_ratio}


def wrong_float() -> dict:
    """Round down with `math.floor` and divide the channels with `/`."""

    def conv2d_macs(c_in, c_out, k, h_in, w_in, stride=1, padding=0, groups=1):
        h_out = math.floor((h_in + 2 * padding - k) / stride + 1)
        w_out = math.floor((w_in + 2 * padding - k) / stride + 1)
        return h_out * w_out * c_out * k**2 * (c_in / groups)

    return {"conv2d_macs": conv2d_macs}


def wrong_ratio_rounded() -> dict:
    """Divide each part by itself."""
    return {"separable_ratio": lambda c_out, k: 1 // c_out + 1 // k**2}
