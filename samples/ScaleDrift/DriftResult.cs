using ScaleDrift.Training;

namespace ScaleDrift;

/// <summary>All runs: training in the three regimes, and decay without a gradient from where the first of them ended.</summary>
internal sealed record DriftResult(IReadOnlyList<RunRecord> Runs, IReadOnlyList<CollapseRecord> FreeCollapse, IReadOnlyList<CollapseRecord> GaugedCollapse);
