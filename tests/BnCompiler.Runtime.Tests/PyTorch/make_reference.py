"""Writes optimizers.json, losses.json and schedules.json: values computed by PyTorch (Debian's python3-torch).

    python3 make_reference.py

Floats are written with enough digits to read back the same float32.
"""
import json
import os

import torch
import torch.nn.functional as functional

HERE = os.path.dirname(os.path.abspath(__file__))
LENGTH = 37
STEPS = 6


def numbers(tensor):
    return [float(value) for value in tensor.detach().reshape(-1).to(torch.float64)]


def write(name, value):
    with open(os.path.join(HERE, name), "w", newline="\n") as file:
        json.dump(value, file, indent=1)
        file.write("\n")


def optimizers():
    cases = {
        "sgd": (torch.optim.SGD, dict(lr=0.1)),
        "sgd_decay": (torch.optim.SGD, dict(lr=0.1, weight_decay=0.05)),
        "sgd_momentum": (torch.optim.SGD, dict(lr=0.1, momentum=0.9, weight_decay=0.05)),
        "sgd_nesterov": (torch.optim.SGD, dict(lr=0.1, momentum=0.9, weight_decay=0.05, nesterov=True)),
        "adam_defaults": (torch.optim.Adam, dict()),
        "adam": (torch.optim.Adam, dict(lr=0.02, betas=(0.8, 0.95), eps=0.05, weight_decay=0.1)),
        "adamw_defaults": (torch.optim.AdamW, dict()),
        "adamw": (torch.optim.AdamW, dict(lr=0.02, betas=(0.8, 0.95), eps=0.05, weight_decay=0.1)),
    }
    start = torch.randn(LENGTH)
    gradients = [torch.randn(LENGTH) * 0.3 for _ in range(STEPS)]
    factors = [1.0, 0.5, 2.0, 1.0, 0.25, 1.0]
    result = {
        "start": numbers(start),
        "gradients": [numbers(gradient) for gradient in gradients],
        "factors": factors,
        "cases": {},
    }
    for name, (kind, arguments) in cases.items():
        parameter = torch.nn.Parameter(start.clone())
        optimizer = kind([parameter], **({"lr": 1e-3} | arguments))
        rate = optimizer.param_groups[0]["lr"]
        history = []
        for gradient, factor in zip(gradients, factors):
            parameter.grad = gradient.clone()
            optimizer.param_groups[0]["lr"] = rate * factor
            optimizer.step()
            history.append(numbers(parameter))
        result["cases"][name] = history
    write("optimizers.json", result)


def losses():
    logits = (torch.randn(5, 7) * 4).requires_grad_()
    labels = torch.tensor([0, 6, 3, 3, 1])
    targets = torch.randn(5, 7)
    chances = torch.sigmoid(3 * targets)
    weights = [0.5, 2, 1, 0.25, 1, 4, 3]
    result = {
        "logits": numbers(logits), "labels": labels.tolist(), "targets": numbers(targets), "chances": numbers(chances), "weights": weights, "cases": {},
    }
    weight = torch.tensor(weights, dtype=torch.float64)
    for name, compute in {
        "cross_entropy": lambda: functional.cross_entropy(logits.double(), labels),
        "cross_entropy_smoothed": lambda: functional.cross_entropy(logits.double(), labels, label_smoothing=0.15),
        "cross_entropy_weighted": lambda: functional.cross_entropy(logits.double(), labels, weight=weight),
        "cross_entropy_weighted_smoothed": lambda: functional.cross_entropy(logits.double(), labels, weight=weight, label_smoothing=0.15),
        "binary_cross_entropy": lambda: functional.binary_cross_entropy_with_logits(logits.double(), chances.double()),
        "binary_cross_entropy_weighted": lambda: functional.binary_cross_entropy_with_logits(logits.double(), chances.double(), pos_weight=weight),
        "huber": lambda: functional.huber_loss(logits.double(), targets.double()),
        "huber_wide": lambda: functional.huber_loss(logits.double(), targets.double(), delta=3.5),
        "mean_squared_error": lambda: functional.mse_loss(logits.double(), targets.double()),
    }.items():
        logits.grad = None
        loss = compute()
        loss.backward()
        result["cases"][name] = {"loss": float(loss), "gradient": numbers(logits.grad)}
    write("losses.json", result)


def schedules():
    def rates(make, steps):
        optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=1.0)
        schedule = make(optimizer)
        values = []
        for _ in range(steps):
            values.append(optimizer.param_groups[0]["lr"])
            optimizer.step()
            schedule.step()
        return values

    write("schedules.json", {
        "cosine": rates(lambda optimizer: torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=20, eta_min=0.1), 20),
        "step": rates(lambda optimizer: torch.optim.lr_scheduler.StepLR(optimizer, step_size=2, gamma=0.3), 7),
    })


if __name__ == "__main__":
    torch.manual_seed(20)
    optimizers()
    losses()
    schedules()
