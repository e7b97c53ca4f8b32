using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace BnCompiler.Runtime;

/// <content>
/// How a call is divided over threads. A batch is divided into contiguous shares of samples, one a worker, each with scratch memory of its own. A single sample is computed
/// by all workers together, each its share of every step, in the same scratch memory. How depends on the number of samples and of threads alone, so that a result does too:
/// a call that finds the workers busy, or has found that they have no cores to run on, does all shares itself.
/// </content>
public abstract partial class InferenceModel
{
    // From so many samples a worker on, one sample more for some of them costs less than computing the odd ones together.
    private const int ManySamples = 8;

    private readonly Lock _starting = new();
    private readonly int _samplesPerWorker;
    private readonly bool _dividesSamples;
    private WorkerTeam? _team;
    private Action<int>? _work;
    private DividedCall _call;
    private WorkerTrust _trust;

    /// <summary>Threads that share a call, the caller's included: <see cref="FoldOptions.Threads"/>.</summary>
    public int Threads { get; private set; } = 1;

    /// <summary>Lets calls be divided over threads, which are started when they are needed.</summary>
    internal void UseThreads(int threads)
    {
        Threads = threads;
        _arenas = new AlignedMemory<float>?[Math.Max(_arenas.Length, 2 * threads)];
    }

    private void Compute(ReadOnlySpan<float> input, Span<float> output, int count, AlignedMemory<float> arena)
    {
        if (Threads == 1)
        {
            ComputeShare(ref MemoryMarshal.GetReference(input), ref MemoryMarshal.GetReference(output), 0, count, arena);
            return;
        }

        var division = Divide(count);
        if (!division.NeedsTeam || !TryDivide(input, output, division, arena))
        {
            ComputeAlone(ref MemoryMarshal.GetReference(input), ref MemoryMarshal.GetReference(output), division, arena);
        }
    }

    private Division Divide(int count)
    {
        int together = _dividesSamples && count < ManySamples * Threads ? count % Threads : 0;
        int shares = Math.Clamp((count - together) / _samplesPerWorker, 1, Threads);
        return new Division(shares, count - together, count);
    }

    private void ComputeAlone(ref float input, ref float output, Division division, AlignedMemory<float> arena)
    {
        for (int worker = 0; worker < division.Workers; worker++)
        {
            ComputeShare(ref input, ref output, division.Start(worker), division.Start(worker + 1), arena);
        }

        for (int n = division.Shared; n < division.Count; n++)
        {
            Run(ref SampleAt(ref input, n, InputLength), ref SampleAt(ref output, n, OutputLength), ref arena.At(0), 1, WorkerShare.Whole);
        }
    }

    private void ComputeShare(ref float input, ref float output, int first, int last, AlignedMemory<float> arena)
    {
        for (; first < last; first += _group)
        {
            Run(
                ref SampleAt(ref input, first, InputLength), ref SampleAt(ref output, first, OutputLength), ref arena.At(0),
                Math.Min(_group, last - first), WorkerShare.Whole);
        }
    }

    private unsafe bool TryDivide(ReadOnlySpan<float> input, Span<float> output, Division division, AlignedMemory<float> arena)
    {
        var team = Team();
        if (!team.TryEnter())
        {
            return false;
        }

        try
        {
            if (_trust.IsLost())
            {
                return false;
            }

            long start = Stopwatch.GetTimestamp(), waited = team.Waited;
            fixed (float* source = input, target = output)
            {
                _call = new DividedCall(source, target, division, arena);
                team.Run(_work!);
            }

            _trust.Judge(Stopwatch.GetTimestamp() - start, team.Waited - waited);
        }
        finally
        {
            _call = default;
            team.Exit();
        }

        return true;
    }

    private unsafe void Work(int worker)
    {
        var call = _call;
        ref float input = ref Unsafe.AsRef<float>(call.Input), output = ref Unsafe.AsRef<float>(call.Output);
        var division = call.Division;
        if (worker < division.Workers && division.Shared > 0)
        {
            var arena = worker == 0 ? call.Arena : Rent(worker);
            ComputeShare(ref input, ref output, division.Start(worker), division.Start(worker + 1), arena);
            if (worker > 0)
            {
                Return(arena, worker);
            }
        }

        var share = _team!.Share(worker);
        for (int n = division.Shared; n < division.Count; n++)
        {
            if (n > 0)
            {
                // The scratch memory is still that of the sample before.
                share.Wait();
            }

            Run(ref SampleAt(ref input, n, InputLength), ref SampleAt(ref output, n, OutputLength), ref call.Arena.At(0), 1, share);
        }
    }

    private static ref float SampleAt(ref float samples, int n, int length) => ref Unsafe.Add(ref samples, (nint)n * length);

    private WorkerTeam Team()
    {
        if (Volatile.Read(ref _team) is { } started)
        {
            return started;
        }

        lock (_starting)
        {
            _work ??= Work;
            if (_team is null)
            {
                Volatile.Write(ref _team, new WorkerTeam(Threads));
            }

            return _team;
        }
    }

    /// <summary>The first samples are divided among some of the workers; those behind them are computed one after the other, each by all workers together.</summary>
    /// <param name="Workers">Workers that have samples of their own.</param>
    /// <param name="Shared">Samples that are divided.</param>
    /// <param name="Count">All samples.</param>
    private readonly record struct Division(int Workers, int Shared, int Count)
    {
        public bool NeedsTeam => Workers > 1 || Shared < Count;

        /// <summary>The first sample of a worker.</summary>
        public int Start(int worker) => (int)((long)Shared * worker / Workers);
    }

    private readonly unsafe struct DividedCall(float* input, float* output, Division division, AlignedMemory<float> arena)
    {
        public readonly float* Input = input;
        public readonly float* Output = output;
        public readonly Division Division = division;
        public readonly AlignedMemory<float> Arena = arena;
    }
}
