using System.Collections.Immutable;
using BnCompiler.Generator.Declaration;

namespace BnCompiler.Generator.Ir;

/// <summary>What one position of an output's axis sums: neighbouring positions of the input from <paramref name="First"/> on, each with its weight.</summary>
internal sealed record ResampleWindow(int First, EquatableArray<float> Weights);

/// <summary>One axis of a resampling: a window for each position of the output.</summary>
internal sealed record ResampleAxis(int InputSize, EquatableArray<ResampleWindow> Windows)
{
    public int OutputSize => Windows.Count;

    /// <summary>
    /// The axis of the gradient: a window for each position of the input, with the outputs that read it. Windows start and end in ascending order, so those
    /// outputs are neighbours.
    /// </summary>
    public ResampleAxis Transposed()
    {
        var readers = Enumerable.Range(0, InputSize).Select(_ => new List<(int Output, float Weight)>()).ToArray();
        for (int output = 0; output < OutputSize; output++)
        {
            var window = Windows[output];
            for (int tap = 0; tap < window.Weights.Count; tap++)
            {
                readers[window.First + tap].Add((output, window.Weights[tap]));
            }
        }

        var windows = readers.Select(outputs => new ResampleWindow(
            outputs.Select(reader => reader.Output).FirstOrDefault(), outputs.Select(reader => reader.Weight).ToImmutableArray()));
        return new ResampleAxis(OutputSize, windows.ToImmutableArray());
    }
}

/// <summary>
/// y = epilogue(Σ rows Σ columns a·b·x), per channel, with the windows and weights of each axis: uneven means, repeated and interpolated values, borders
/// of zeros, and the gradients of all of them.
/// </summary>
internal sealed record ResampleKernel(
    ResampleAxis Rows, ResampleAxis Columns, Layout Input, Layout Output, EquatableArray<EpilogueOperation> Epilogue, bool IsInputGradient) : Kernel
{
    public override string Role => IsInputGradient ? "InputGradient" : "Forward";

    public override bool CanShare => Output.Height > 1;

    public override ImmutableArray<KernelParameter> Parameters =>
        [new("input"), .. KernelParameter.OfEpilogue(Epilogue), new("output", IsOutput: true)];
}
