using System.Collections.Immutable;
using BnCompiler.Generator.Declaration;

namespace BnCompiler.Generator.Ir;

/// <summary>
/// Kernels in a row around a depthwise convolution, each the only one that reads what the one before it computes, done some rows at a time: only the rows that a round needs exist of what
/// lies between them. The runtime's <c>RowBands</c> goes through the rounds.
/// </summary>
/// <param name="First">What computes the input of the convolution.</param>
/// <param name="Middle">The convolution.</param>
/// <param name="Last">What reads its output: a 1×1 convolution, or nothing, where it is the result.</param>
/// <param name="Together">Output rows of <paramref name="Middle"/> in a round.</param>
internal sealed record RowBandKernel(ContractionKernel First, DepthwiseKernel Middle, ContractionKernel? Last, int Together) : Kernel
{
    public EquatableArray<Kernel> Stages => Last is null ? [First, Middle] : [First, Middle, Last];

    public override string Role => "Forward";

    /// <summary>The memory of its stages without what lies between them, and scratch memory in front of the output.</summary>
    public override ImmutableArray<KernelParameter> Parameters
    {
        get
        {
            KernelParameter[] all = [.. Stages.SelectMany((stage, index) => stage.Parameters.Where(parameter => IsOutside(parameter, index)))];
            return [.. all.Take(all.Length - 1), new KernelParameter("scratch"), all[all.Length - 1]];
        }
    }

    public override bool CanShare => true;

    public override long Products => Stages.Sum(stage => stage.Products);

    /// <summary>Floats of scratch memory.</summary>
    public int ScratchLength => ScratchRows(Middle, Together);

    /// <summary>Rows of the convolution's window, with what lies between its taps.</summary>
    public static int WindowRows(Window window) => ((window.KernelHeight - 1) * window.DilationHeight) + 1;

    /// <summary>The floats that the rows of a round take.</summary>
    public static int ScratchRows(DepthwiseKernel middle, int together) =>
        ((((together - 1) * middle.Window.StrideHeight) + WindowRows(middle.Window)) * middle.Input.RowStride) + (together * middle.Output.RowStride);

    /// <summary>Whether a parameter of a stage is not what the stage before or behind it has.</summary>
    public bool IsOutside(KernelParameter parameter, int stage) => parameter.Name switch
    {
        "input" => stage == 0,
        "output" => stage == Stages.Count - 1,
        _ => true,
    };
}
