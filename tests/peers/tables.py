"""Markdown tables from the lines of JSON that `compare` collects: python3 tables.py RESULTS.jsonl

A number is the median over the passes; of a peer with several modes, the fastest mode's.
"""
import collections
import json
import platform
import statistics
import sys

US, ORT, TORCH = "bncompiler", "ort-c", "torch"


def read(path):
    """Lists of values by (peer, task, model, batch, threads) and mode; operations by (model, batch)."""
    values = collections.defaultdict(lambda: collections.defaultdict(list))
    gflop, ours = {}, {}
    with open(path) as lines:
        for row in map(json.loads, lines):
            key = (row["peer"], row["task"], row["model"], row["batch"], row["threads"])
            if "us_median" in row:
                values[key][row.get("mode", "")].append(row["us_median"])
                if row["task"] == "infer":
                    gflop[key[2:4]] = row["gflop"]
            elif "ms_first" in row:
                values[key][""].append((row["ms_first"], row["peak_bytes"]))
            if "peak_fraction" in row:
                ours.setdefault(key, []).append(row)
    return values, gflop, ours


def number(value):
    """Three digits, or all in front of the point."""
    return "%.0f" % value if value >= 100 else "%.3g" % value


def processor():
    with open("/proc/cpuinfo") as lines:
        facts = dict(line.strip().replace("\t", "").split(":", 1) for line in lines if ":" in line)
    cores = sum(1 for _ in open("/proc/stat") if _.startswith("cpu")) - 1
    return "%s (family %s, model %s), %d cores, %s" % (
        facts["model name"].strip(), facts["cpu family"].strip(), facts["model"].strip(), cores, platform.system())


def fastest(values, peer, task, case):
    """The median of the fastest mode."""
    modes = values.get((peer, task) + case)
    return min(map(statistics.median, modes.values())) if modes else None


def training(values, ours):
    print("| model | batch | threads | BnCompiler, ms | share of one core's peak | PyTorch, ms | over ours |")
    print("|---|--:|--:|--:|--:|--:|--:|")
    for key in sorted((key for key in values if key[:2] == (US, "train")), key=lambda key: (key[4], key[2])):
        case = key[2:]
        us, other = fastest(values, US, "train", case), fastest(values, TORCH, "train", case)
        share = statistics.median(row["peak_fraction"] for row in ours[key])
        theirs = ("–", "–") if other is None else (number(other / 1000), "%.2f" % (other / us))
        print("| %s | %d | %d | %s | %.0f %% | %s | %s |" % (case + (number(us / 1000), 100 * share) + theirs))


def speed(values, gflop, ours):
    def median(peer, case):
        return fastest(values, peer, "infer", case)

    def against(peer, case, us):
        other = median(peer, case)
        return "– | –" if other is None else "%s | %.2f" % (number(other), other / us)

    print("| model | batch | threads | BnCompiler, µs | share of one core's peak | ONNX Runtime, µs | over ours | PyTorch, µs | over ours |")
    print("|---|--:|--:|--:|--:|--:|--:|--:|--:|")
    for key in sorted((key for key in values if key[:2] == (US, "infer")), key=lambda key: (key[4], gflop[key[2:4]])):
        case, us = key[2:], median(US, key[2:])
        share = statistics.median(row["peak_fraction"] for row in ours[key])
        print("| %s | %d | %d | %s | %.0f %% | %s | %s |" % (case + (number(us), 100 * share, against(ORT, case, us), against(TORCH, case, us))))


def first(values):
    def medians(peer, case):
        passes = values.get((peer, "first") + case, {"": [(float("nan"),) * 2]})[""]
        ms, peak = (statistics.median(column) for column in zip(*passes))
        return "%.0f" % ms, "%.0f" % (peak / 2**20)

    print("| model | batch | threads | BnCompiler, ms | ONNX Runtime, ms | BnCompiler, MiB | ONNX Runtime, MiB |")
    print("|---|--:|--:|--:|--:|--:|--:|")
    for key in [key for key in values if key[:2] == (US, "first")]:
        (our_ms, our_peak), (their_ms, their_peak) = medians(US, key[2:]), medians(ORT, key[2:])
        print("| %s | %d | %d | %s | %s | %s | %s |" % (key[2:] + (our_ms, their_ms, our_peak, their_peak)))


def main():
    values, gflop, ours = read(sys.argv[1])
    worst = max((row["bytes_per_call"] for rows in ours.values() for row in rows), default=0)
    print("%s. Most bytes that a call of ours allocated: %g.\n" % (processor(), worst))
    print("A prediction:\n")
    speed(values, gflop, ours)
    if any(key[:2] == (US, "train") for key in values):
        print("\nA training step:\n")
        training(values, ours)
    print("\nFrom the start of the process to the end of the first prediction, and the most memory held:\n")
    first(values)


main()
