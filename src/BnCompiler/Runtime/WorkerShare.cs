using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace BnCompiler.Runtime;

/// <summary>
/// What one of the workers that compute a sample together does of each step: a contiguous share of its units, which are rows, tiles or blocks of channels. Emitted
/// code asks for the first and the last of them.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Advanced)]
public sealed class WorkerShare
{
    private static readonly WorkerShare Nothing = new(0, 0, 1, null);

    private readonly int _from;
    private readonly int _to;
    private readonly int _of;
    private readonly WorkerBarrier? _barrier;
    private AlignedMemory<float>? _scratch;

    internal WorkerShare(int worker, int workers, WorkerBarrier barrier)
        : this(worker, worker + 1, workers, barrier) => OfOne = worker == 0 ? Whole : Nothing;

    private WorkerShare(int from, int to, int of, WorkerBarrier? barrier)
    {
        _from = from;
        _to = to;
        _of = of;
        _barrier = barrier;
        OfOne = this;
    }

    /// <summary>The share of a worker that is alone: everything.</summary>
    public static WorkerShare Whole { get; } = new(0, 1, 1, null);

    /// <summary>The share of a step that is not divided: everything for the first worker, nothing for the others.</summary>
    public WorkerShare OfOne { get; }

    /// <summary>The first unit of the share.</summary>
    /// <param name="units">Units of the step. Where they do not come out even, the first workers have one more.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int First(int units) => _from == 0 ? 0 : ((units * _from) + _of - 1) / _of;

    /// <summary>One past the last unit of the share.</summary>
    /// <param name="units">Units of the step.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Last(int units) => _to == _of ? units : ((units * _to) + _of - 1) / _of;

    /// <summary>Scratch memory that no other worker writes: the caller's for the first worker, of its own for each of the others, made once.</summary>
    /// <param name="shared">The caller's.</param>
    /// <param name="length">Floats.</param>
    public ref float Scratch(ref float shared, int length)
    {
        if (_from == 0)
        {
            return ref shared;
        }

        _scratch = _scratch is { } scratch && scratch.Length >= length ? scratch : new AlignedMemory<float>(length);
        return ref _scratch.At(0);
    }

    /// <summary>Waits until every worker has done its share of the steps before; the share itself.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public WorkerShare Wait()
    {
        if (_barrier is not null)
        {
            _barrier.Meet(_from);
        }

        return this;
    }
}
