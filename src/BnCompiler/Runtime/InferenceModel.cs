using System.ComponentModel;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace BnCompiler.Runtime;

/// <summary>
/// The base of emitted inference programs: checks the caller's spans, lends each call scratch memory and feeds it the samples in groups.
/// Immutable and safe to use from many threads at once; after the first calls nothing is allocated.
/// </summary>
public abstract partial class InferenceModel
{
    private readonly AlignedMemory<float> _constants;
    private AlignedMemory<float>?[] _arenas = new AlignedMemory<float>?[Math.Max(4, 2 * Environment.ProcessorCount)];
    private readonly int _stagingOffset;
    private readonly long _arenaLength;
    private readonly int _group;
    private readonly List<(FoldedBatchNorm Place, BatchNormAffine Affine)> _folded = [];
    private FoldCertificate? _certificate;

    /// <summary>Reserves memory; the derived constructor fills the constants.</summary>
    /// <param name="inputLength">Values of one input sample.</param>
    /// <param name="outputLength">Values of one output sample.</param>
    /// <param name="constantsLength">Floats of folded weights.</param>
    /// <param name="arenaLength">Floats of scratch memory for one call.</param>
    /// <param name="group">Samples that are carried through the network together.</param>
    /// <param name="samplesPerWorker">The fewest samples that are worth a worker of their own.</param>
    /// <param name="dividesSamples">Whether several workers may compute one sample together.</param>
    /// <param name="hasParts">Whether callers may pass several inputs or outputs in spans of their own, which takes more scratch memory.</param>
    protected InferenceModel(
        int inputLength, int outputLength, int constantsLength, int arenaLength, int group,
        int samplesPerWorker = 1, bool dividesSamples = false, bool hasParts = false)
    {
        CachePrefetch.Prepare();
        InputLength = inputLength;
        OutputLength = outputLength;
        _constants = new AlignedMemory<float>(constantsLength);
        _stagingOffset = arenaLength;
        _arenaLength = arenaLength + (hasParts ? (long)group * (inputLength + outputLength) : 0);
        _group = group;
        _samplesPerWorker = samplesPerWorker;
        _dividesSamples = dividesSamples;
    }

    /// <summary>Values of one input sample.</summary>
    public int InputLength { get; }

    /// <summary>Values of one output sample.</summary>
    public int OutputLength { get; }

    /// <summary>Bytes of scratch memory that each caller at the same time takes.</summary>
    public long ArenaBytes => _arenaLength * sizeof(float);

    /// <summary>Where each BatchNorm went, what a comparison with the network has shown, and which channels amplify.</summary>
    /// <exception cref="InvalidOperationException">The model was not made by <c>Fold()</c>.</exception>
    public FoldCertificate Certificate => _certificate ?? throw new InvalidOperationException("The model was not made by Fold().");

    /// <summary>The largest |t| of all BatchNorms.</summary>
    internal double LargestShift => _folded.SelectMany(folded => folded.Affine.Shift).Select(Math.Abs).DefaultIfEmpty(0).Max();

    /// <summary>Computes one sample or a batch.</summary>
    /// <param name="input">[count, InputLength], each sample in PyTorch's order (channel, row, column).</param>
    /// <param name="output">[count, OutputLength].</param>
    /// <exception cref="ArgumentException">A length is no multiple of one sample's, or the two do not agree.</exception>
    public void Predict(ReadOnlySpan<float> input, Span<float> output)
    {
        int count = SampleCount.Of(input.Length, InputLength, output.Length, OutputLength);
        var arena = Rent();
        Compute(input, output, count, arena);
        Return(arena);
    }

    /// <inheritdoc cref="Predict(ReadOnlySpan{float}, Span{float})"/>
    /// <param name="input">A dense tensor of any shape with a multiple of <see cref="InputLength"/> values.</param>
    /// <param name="output">A dense tensor with as many multiples of <see cref="OutputLength"/> values.</param>
    public void Predict(in ReadOnlyTensorSpan<float> input, in TensorSpan<float> output) =>
        Predict(DenseTensor.Values(input, nameof(input)), DenseTensor.Values(output, nameof(output)));

    /// <summary>Carries <paramref name="count"/> samples through the network.</summary>
    /// <param name="input">First value of the first sample.</param>
    /// <param name="output">First value of the first result.</param>
    /// <param name="arena">Scratch memory: zero when it was made, otherwise as the last call left it.</param>
    /// <param name="count">Number of samples, 1 to the group's size; 1 where workers share them.</param>
    /// <param name="share">What the caller does of each step.</param>
    protected abstract void Run(ref float input, ref float output, ref float arena, int count, WorkerShare share);

    /// <summary>The affine map of a BatchNorm with running statistics; where it goes is noted for the certificate.</summary>
    /// <param name="parameters">The network's parameters.</param>
    /// <param name="name">Its name.</param>
    /// <param name="epsilon">ε.</param>
    /// <param name="destination">What becomes of it.</param>
    /// <param name="reason">Why.</param>
    [EditorBrowsable(EditorBrowsableState.Advanced)]
    protected BatchNormAffine Folded(ParameterSet parameters, string name, double epsilon, string destination, string reason = "which computes its input")
    {
        ArgumentNullException.ThrowIfNull(parameters);
        var affine = new BatchNormAffine(
            parameters.ValuesOrNone(name + ".weight"), parameters.ValuesOrNone(name + ".bias"),
            parameters[name + ".running_mean"].Values, parameters[name + ".running_var"].Values, epsilon);
        _folded.Add((new FoldedBatchNorm(name, destination, reason), affine));
        return affine;
    }

    /// <summary>The constants from <paramref name="offset"/> on, for the constructor to fill.</summary>
    protected Span<float> Constants(int offset, int length) => _constants.Span.Slice(offset, length);

    /// <summary>The constant at <paramref name="offset"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    protected ref float ConstantAt(int offset) => ref _constants.At(offset);

    /// <summary>Fills in the certificate.</summary>
    internal void Certify(string network, FoldOptions options, double? deviation, double? allowed) => _certificate = new FoldCertificate(
        network, [.. _folded.Select(folded => folded.Place)], [.. _folded.Select(folded => folded.Affine)], options, deviation, allowed);

    /// <summary>Lends scratch memory, to each worker what it had before: that is what its core has in cache.</summary>
    private AlignedMemory<float> Rent(int worker = 0)
    {
        var arenas = _arenas;
        for (int index = 0, at = worker; index < arenas.Length; index++, at = at + 1 == arenas.Length ? 0 : at + 1)
        {
            ref var slot = ref arenas[at];
            if (slot is not null && Interlocked.Exchange(ref slot, null) is { } arena)
            {
                return arena;
            }
        }

        return new AlignedMemory<float>(_arenaLength);
    }

    // An arena that finds no free slot is left to the garbage collector: more callers at once than were ever expected.
    private void Return(AlignedMemory<float> arena, int worker = 0)
    {
        var arenas = _arenas;
        for (int index = 0, at = worker; index < arenas.Length; index++, at = at + 1 == arenas.Length ? 0 : at + 1)
        {
            ref var slot = ref arenas[at];
            if (slot is null && Interlocked.CompareExchange(ref slot, arena, null) is null)
            {
                return;
            }
        }
    }
}
