using System.Collections.Immutable;

namespace BnCompiler.Generator.Layers;

/// <summary>
/// One axis of a convolution's input gradient. Forward reads x[s·y + d·k − p]; so dx[i] sums dy[y]·w[k] over s·y + d·k = i + p. The positions i with the same
/// remainder (i + p) mod s, a phase, use the same taps, and on a phase the sum is a convolution of stride 1 over dy.
/// </summary>
/// <param name="First">First position i of the phase; the next ones follow at distance s.</param>
/// <param name="Count">Positions in the phase.</param>
/// <param name="Taps">Kernel taps that reach it; none where the stride steps over it.</param>
/// <param name="FirstTap">Kernel index of the first tap, in the order of ascending dy.</param>
/// <param name="TapStep">Kernel index from one tap to the next (negative: the kernel is flipped).</param>
/// <param name="Start">Position of dy that the first tap reads for the first i; may lie in the halo.</param>
/// <param name="Step">Positions of dy from one tap to the next.</param>
internal sealed record GradientPhase(int First, int Count, int Taps, int FirstTap, int TapStep, int Start, int Step)
{
    /// <summary>All phases of an axis that have positions.</summary>
    public static ImmutableArray<GradientPhase> Of(int input, int kernel, int stride, int padding, int dilation)
    {
        int common = GreatestCommonDivisor(dilation, stride);
        int period = stride / common;
        var phases = ImmutableArray.CreateBuilder<GradientPhase>();
        for (int first = 0; first < Math.Min(stride, input); first++)
        {
            int remainder = (first + padding) % stride;
            int count = (input - first + stride - 1) / stride;
            int tap = Enumerable.Range(0, Math.Min(period, kernel)).Where(k => ((k * dilation) - remainder) % stride == 0).DefaultIfEmpty(-1).First();
            if (tap < 0)
            {
                phases.Add(new GradientPhase(first, count, 0, 0, 0, 0, 0));
                continue;
            }

            int taps = ((kernel - 1 - tap) / period) + 1;
            int step = dilation / common;
            int lastTapPosition = (first + padding - (tap * dilation)) / stride;
            phases.Add(new GradientPhase(
                first, count, taps, tap + ((taps - 1) * period), -period, lastTapPosition - ((taps - 1) * step), step));
        }

        return phases.ToImmutable();
    }

    /// <summary>Positions in front of dy and behind it that some phase reads.</summary>
    public static (int Before, int After) Reach(IEnumerable<GradientPhase> phases, int output)
    {
        var read = phases.Where(phase => phase.Taps > 0).ToList();
        int before = read.Select(phase => -phase.Start).DefaultIfEmpty(0).Max();
        int after = read.Select(phase => phase.Start + phase.Count - 1 + ((phase.Taps - 1) * phase.Step) - (output - 1)).DefaultIfEmpty(0).Max();
        return (Math.Max(0, before), Math.Max(0, after));
    }

    private static int GreatestCommonDivisor(int a, int b) => b == 0 ? a : GreatestCommonDivisor(b, a % b);
}
