#!/usr/bin/python3
"""Writes steps.json, one full training step in PyTorch for small networks, and layers.json, single layers with awkward windows.

Run where PyTorch is installed (Debian: python3-torch) and keep the result:

    /usr/bin/python3 make_steps.py

Each case holds a batch with labels, every parameter and running statistic before and after one training step with
softmax cross-entropy and SGD, the loss, the outputs and every gradient, and the parameters after a second update with the same gradients,
which is where momentum first shows. The numbers of a float32 are written with nine digits: reading them back gives the same float32.
"""

import json
import pathlib

import torch
from torch import nn
from torch.nn import functional

LEARNING_RATE = 0.1
MOMENTUM = 0.9


def numbers(tensor):
    return [float(f"{value:.9g}") for value in tensor.detach().flatten().tolist()]


def state(module):
    return {name: numbers(value) for name, value in module.state_dict().items() if not name.endswith("num_batches_tracked")}


def make(name, module, inputs, labels):
    module.train()
    with torch.no_grad():
        for key, value in module.state_dict().items():
            if key.endswith("running_mean"):
                value.normal_(0, 0.5)
            elif key.endswith("running_var"):
                value.uniform_(0.5, 1.5)
            elif "bn" in key and key.endswith("weight"):
                value.normal_(1, 0.3)
            elif "bn" in key and key.endswith("bias"):
                value.normal_(0, 0.3)
    case = {
        "name": name,
        "batch": inputs.shape[0],
        "inputs": numbers(inputs),
        "labels": labels.tolist(),
        "before": state(module),
    }
    optimizer = torch.optim.SGD(module.parameters(), lr=LEARNING_RATE, momentum=MOMENTUM)
    outputs = module(inputs)
    loss = functional.cross_entropy(outputs, labels)
    loss.backward()
    case["outputs"] = numbers(outputs)
    case["loss"] = float(f"{loss.item():.9g}")
    case["gradients"] = {key: numbers(parameter.grad) for key, parameter in module.named_parameters()}
    optimizer.step()
    case["after"] = state(module)
    optimizer.step()
    case["afterMomentum"] = state(module)
    return case


class Named(nn.Sequential):
    """Modules in order, with the names that the compiler gives its layers."""

    def __init__(self, **modules):
        super().__init__()
        for name, module in modules.items():
            self.add_module(name, module)


def linear(bias):
    return make(
        f"LinearBatchNorm{'Bias' if bias else ''}",
        Named(linear1=nn.Linear(5, 6, bias=bias), bn1=nn.BatchNorm1d(6), relu1=nn.ReLU(), linear2=nn.Linear(6, 3)),
        torch.randn(4, 5),
        torch.tensor([2, 0, 1, 1]),
    )


def convolution(bias):
    return make(
        f"ConvBatchNorm{'Bias' if bias else ''}",
        Named(
            conv1=nn.Conv2d(2, 4, 3, padding=1, stride=(2, 1), bias=bias),
            bn1=nn.BatchNorm2d(4),
            relu1=nn.ReLU(),
            maxpool1=nn.MaxPool2d(2),
            flatten1=nn.Flatten(),
            linear1=nn.Linear(8, 3),
        ),
        torch.randn(3, 2, 6, 5),
        torch.tensor([1, 2, 0]),
    )


class ChannelShuffle(nn.Module):
    """PyTorch 1.13 shuffles forward only (no derivative); this is its definition."""

    def __init__(self, groups):
        super().__init__()
        self.groups = groups

    def forward(self, inputs):
        count, channels, height, width = inputs.shape
        split = inputs.view(count, self.groups, channels // self.groups, height, width)
        outputs = split.transpose(1, 2).reshape(inputs.shape)
        assert torch.equal(outputs, functional.channel_shuffle(inputs.detach(), self.groups))
        return outputs


def window(name, module, channels, height, width):
    """One layer in training mode: outputs and ∂(Σ g·y)/∂x for g = 1, 2, 3, ..., inputs of few different values so that there are ties."""
    inputs = torch.randint(-3, 4, (2, channels, height, width)).to(torch.float32).requires_grad_()
    outputs = module(inputs)
    outputs.backward(torch.arange(1, outputs.numel() + 1, dtype=torch.float32).reshape(outputs.shape))
    return {"name": name, "inputs": numbers(inputs), "before": state(module), "outputs": numbers(outputs), "inputGradient": numbers(inputs.grad)}


def windows():
    return [
        window("MaxPool", nn.MaxPool2d(3, stride=2, padding=1), 2, 5, 6),
        window("MaxPoolCeil", nn.MaxPool2d((2, 3), stride=(3, 2), padding=(1, 1), ceil_mode=True), 1, 6, 6),
        window("MaxPoolDilated", nn.MaxPool2d(2, stride=1, padding=1, dilation=2, ceil_mode=True), 1, 5, 4),
        window("AvgPool", nn.AvgPool2d(3, stride=2, padding=1), 2, 5, 6),
        window("AvgPoolCeil", nn.AvgPool2d((2, 3), stride=(3, 2), padding=(1, 1), ceil_mode=True), 1, 6, 6),
        window("AvgPoolCeilExclude", nn.AvgPool2d((2, 3), stride=(3, 2), padding=(1, 1), ceil_mode=True, count_include_pad=False), 1, 6, 6),
        window("ConvGroups", nn.Conv2d(4, 6, (3, 2), stride=(2, 1), padding=(1, 2), dilation=(1, 2), groups=2), 4, 6, 5),
        window("Softmax", nn.Softmax(dim=1), 5, 2, 3),
        window("LogSoftmax", nn.LogSoftmax(dim=1), 5, 2, 3),
        window("GlobalMaxPool", nn.AdaptiveMaxPool2d(1), 2, 4, 3),
        window("AdaptiveAvgPool", nn.AdaptiveAvgPool2d((3, 4)), 2, 7, 5),
        window("AdaptiveAvgPoolLarger", nn.AdaptiveAvgPool2d((5, 3)), 1, 2, 3),
        window("ZeroPad", nn.ZeroPad2d((1, 2, 0, 3)), 2, 3, 2),
        window("UpsampleNearest", nn.Upsample(scale_factor=(2, 3), mode="nearest"), 2, 2, 3),
        window("UpsampleBilinear", nn.Upsample(scale_factor=(2, 3), mode="bilinear", align_corners=False), 2, 3, 4),
        window("ChannelShuffle", ChannelShuffle(3), 12, 2, 1),
        window("ConvTranspose", nn.ConvTranspose2d(3, 5, 3), 3, 4, 3),
        window(
            "ConvTransposeGroups",
            nn.ConvTranspose2d(4, 6, (3, 2), stride=(3, 2), padding=(1, 2), output_padding=(2, 1), dilation=(1, 3), groups=2),
            4, 3, 4,
        ),
    ]


def write(name, value):
    path = pathlib.Path(__file__).with_name(name)
    path.write_text(json.dumps(value, separators=(",", ":")).replace('{"name"', '\n{"name"') + "\n", encoding="utf-8")


def main():
    torch.manual_seed(1)
    torch.set_num_threads(1)
    cases = [linear(False), linear(True), convolution(False), convolution(True)]
    write("steps.json", {"pytorch": torch.__version__, "learningRate": LEARNING_RATE, "momentum": MOMENTUM, "cases": cases})
    write("layers.json", windows())


main()
