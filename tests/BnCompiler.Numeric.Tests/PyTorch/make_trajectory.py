#!/usr/bin/python3
"""Writes trajectory.json: twenty training steps of ResNet-20 in PyTorch, in float64 and in float32 from the same start.

Run where PyTorch is installed (Debian: python3-torch) and keep the result:

    /usr/bin/python3 make_trajectory.py

Every parameter at the start, every batch and every label is a hash of its index (`uniform`), so that both sides can make them without storing them.
Kept are the losses of the twenty steps, and of every parameter and running statistic afterwards: its sum, its sum of squares, and some values, all of the run in
float64; and how far the run in float32 is away from them, which is what twenty steps make of float32's rounding.
"""

import json
import pathlib

import numpy
import torch
from torch import nn
from torch.nn import functional

STEPS = 20
BATCH = 32
LEARNING_RATE = 0.001
MOMENTUM = 0.9
VALUES = 96


def uniform(stream, count):
    """SplitMix64 (Steele, Lea and Flood, 2014) of (stream << 32) + index, its upper 24 bits as a number in [-1, 1)."""
    with numpy.errstate(over="ignore"):
        z = (numpy.uint64(stream) << numpy.uint64(32)) + numpy.arange(count, dtype=numpy.uint64) + numpy.uint64(0x9E3779B97F4A7C15)
        z = (z ^ (z >> numpy.uint64(30))) * numpy.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> numpy.uint64(27))) * numpy.uint64(0x94D049BB133111EB)
        z = z ^ (z >> numpy.uint64(31))
    return (z >> numpy.uint64(40)).astype(numpy.float64) / (1 << 23) - 1


class BasicBlock(nn.Module):
    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(outputs)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(outputs)
        self.downsample = None
        if stride != 1:
            self.downsample = nn.Sequential(nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs))

    def forward(self, x):
        y = self.bn2(self.conv2(functional.relu(self.bn1(self.conv1(x)))))
        return functional.relu(y + (x if self.downsample is None else self.downsample(x)))


class ResNet20(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 16, 3, 1, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(16)
        self.layer1 = nn.Sequential(*[BasicBlock(16, 16, 1) for _ in range(3)])
        self.layer2 = nn.Sequential(BasicBlock(16, 32, 2), BasicBlock(32, 32, 1), BasicBlock(32, 32, 1))
        self.layer3 = nn.Sequential(BasicBlock(32, 64, 2), BasicBlock(64, 64, 1), BasicBlock(64, 64, 1))
        self.fc = nn.Linear(64, 10)

    def forward(self, x):
        y = self.layer3(self.layer2(self.layer1(functional.relu(self.bn1(self.conv1(x))))))
        return self.fc(y.mean((2, 3)))


def tensors(network):
    """Parameters and running statistics by name, in ordinal order."""
    return [(name, value) for name, value in sorted(network.state_dict().items()) if not name.endswith("num_batches_tracked")]


def start(network):
    """Weights uniform up to (6 / fan-in)^1/2, γ from 0.5 to 1.5, β up to 0.1, all rounded to float32; statistics as PyTorch begins."""
    with torch.no_grad():
        for stream, (name, value) in enumerate(tensors(network)):
            if "running" in name:
                continue
            draws = uniform(stream, value.numel())
            if value.dim() > 1:
                draws = draws * numpy.sqrt(6 / (value.numel() / value.shape[0]))
            else:
                draws = draws * 0.5 + 1 if name.endswith("weight") else draws * 0.1
            value.copy_(torch.from_numpy(draws.astype(numpy.float32).reshape(value.shape)))


def run(dtype):
    network = ResNet20()
    start(network)
    network.to(dtype).train()
    optimizer = torch.optim.SGD(network.parameters(), lr=LEARNING_RATE, momentum=MOMENTUM)
    losses = []
    for step in range(STEPS):
        draws = uniform(1000 + step, BATCH * 3 * 32 * 32).astype(numpy.float32).reshape(BATCH, 3, 32, 32)
        labels = torch.from_numpy(((uniform(2000 + step, BATCH) + 1) * 5).astype(numpy.int64))
        optimizer.zero_grad()
        loss = functional.cross_entropy(network(torch.from_numpy(draws).to(dtype)), labels)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses, [(name, value.detach().to(torch.float64).flatten().numpy()) for name, value in tensors(network)]


def main():
    torch.set_num_threads(1)
    losses, exact = run(torch.float64)
    rounded_losses, rounded = run(torch.float32)
    entries = []
    for (name, value), (_, other) in zip(exact, rounded):
        step = max(1, len(value) // VALUES)
        entries.append({
            "name": name,
            "length": len(value),
            "sum": float(value.sum()),
            "squares": float((value * value).sum()),
            "step": step,
            "values": [float(f"{v:.12g}") for v in value[::step]],
            "deviation": float(f"{numpy.sqrt(((value - other) ** 2).mean()):.3g}"),
        })
    result = {
        "steps": STEPS, "batch": BATCH, "learningRate": LEARNING_RATE, "momentum": MOMENTUM,
        "losses": losses, "lossDeviations": [float(f"{abs(a - b):.3g}") for a, b in zip(losses, rounded_losses)], "tensors": entries,
    }
    pathlib.Path(__file__).with_name("trajectory.json").write_text(json.dumps(result, indent=None, separators=(",", ":")).replace('{"name"', '\n{"name"') + "\n")


main()
