#!/usr/bin/python3
"""Writes activations.json: elementwise functions of PyTorch and their gradients, at kinks, near 0 and far out.

Run where PyTorch is installed (Debian: python3-torch) and keep the result:

    /usr/bin/python3 make_activations.py

The points are float32 numbers; values and slopes are computed in float64, on a tensor long enough for PyTorch's vectorised loops (those of
Hardswish and its scalar ones differ at 3).
"""

import json
import pathlib

import torch
from torch import nn

POINTS = [
    -1e9, -1000, -100, -20, -12, -8, -6, -5, -4, -3.5, -3.0000002, -3, -2.9999998, -2.5, -2, -1.5, -1, -0.75, -0.5000001, -0.5, -0.49999997,
    -0.25, -0.125, -1e-3, -1e-7, -1e-20, -1e-40, -0.0, 0.0, 1e-40, 1e-20, 1e-7, 1e-3, 0.125, 0.25, 0.5, 0.74999994, 0.75, 0.7500001, 1, 1.5, 2, 2.5,
    2.9999998, 3, 3.0000002, 3.5, 4, 5, 5.9999995, 6, 6.0000005, 8, 12, 20, 100, 1000, 1e9,
]

MODULES = {
    "ReLU": nn.ReLU(),
    "LeakyReLU(NegativeSlope = -0.5)": nn.LeakyReLU(-0.5),
    "Sigmoid": nn.Sigmoid(),
    "Tanh": nn.Tanh(),
    "ReLU6": nn.ReLU6(),
    "ELU": nn.ELU(),
    "ELU(Alpha = 2.5)": nn.ELU(2.5),
    "ELU(Alpha = 0)": nn.ELU(0.0),
    "ELU(Alpha = -1.5)": nn.ELU(-1.5),
    "GELU": nn.GELU(),
    'GELU(Approximate = "tanh")': nn.GELU(approximate="tanh"),
    "SiLU": nn.SiLU(),
    "HardSwish": nn.Hardswish(),
    "HardSigmoid": nn.Hardsigmoid(),
    "Clamp(-0.5, 0.75)": nn.Hardtanh(-0.5, 0.75),
    "Clamp(3, 6)": nn.Hardtanh(3, 6),
}


def numbers(tensor):
    return tensor.detach().tolist()


def evaluate(name, module):
    repeats = 16
    x = torch.tensor(POINTS, dtype=torch.float32).to(torch.float64).repeat(repeats).requires_grad_()
    y = module(x)
    y.backward(torch.ones_like(y))
    return {"name": name, "y": numbers(y[: len(POINTS)]), "slope": numbers(x.grad[: len(POINTS)])}


def main():
    cases = [evaluate(name, module) for name, module in MODULES.items()]
    points = [float(f"{value:.9g}") for value in torch.tensor(POINTS, dtype=torch.float32).tolist()]
    text = json.dumps({"pytorch": torch.__version__, "points": points, "cases": cases}, separators=(",", ":"), allow_nan=False)
    pathlib.Path(__file__).with_name("activations.json").write_text(text.replace('{"name"', '\n{"name"') + "\n", encoding="utf-8")


main()
