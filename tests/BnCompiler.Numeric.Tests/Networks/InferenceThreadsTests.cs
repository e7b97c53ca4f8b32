using System.Diagnostics;
using System.Runtime.CompilerServices;
using BnCompiler.Numeric.Tests.Reference;
using BnCompiler.Runtime;

namespace BnCompiler.Numeric.Tests.Networks;

/// <summary>How the threads of a folded model behave: with many callers, when a worker fails, while nobody calls, and when the model is gone. Runs by itself, because it looks at the process.</summary>
[Collection(nameof(InferenceThreadsTests))]
[CollectionDefinition(nameof(InferenceThreadsTests), DisableParallelization = true)]
public sealed class InferenceThreadsTests : IDisposable
{
    // Large enough to be divided.
    private static readonly NetSpec Spec = new(
        Extent.Image(3, 16, 16),
        new Conv2dSpec(32, new Window(3) { Padding = 1 }),
        new BatchNormSpec(),
        new ReLUSpec(),
        new Conv2dSpec(48, new Window(3) { Padding = 1 }),
        new ReLUSpec(),
        new MaxPool2dSpec(new Window(2) { Stride = 2 }),
        new FlattenSpec(),
        new LinearSpec(64),
        new SigmoidSpec(),
        new LinearSpec(5));

    private const int Samples = 5;

    private readonly CompiledNetworks compiled = new(Spec);
    private readonly float[] input = new RandomValues(4).Normals(Samples * Spec.Input.Length);

    public void Dispose() => compiled.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void AtLeastOneThread(int threads) =>
        Assert.Equal("Threads", Assert.Throws<ArgumentOutOfRangeException>(() => new FoldOptions { Threads = threads }).ParamName);

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void ManyCallersGetWhatOneGets(int threads)
    {
        const int Callers = 4;
        const int Rounds = 25;
        var model = Fold(threads);
        float[][] expected = [.. Enumerable.Range(1, Samples).Select(count => Predict(model, count))];
        int differences = 0;
        Thread[] callers = [.. Enumerable.Range(0, Callers).Select(caller => new Thread(() =>
        {
            for (int round = 0; round < Rounds; round++)
            {
                int count = 1 + ((round + caller) % Samples);
                if (!Predict(model, count).AsSpan().SequenceEqual(expected[count - 1]))
                {
                    Interlocked.Increment(ref differences);
                }
            }
        }))];
        Array.ForEach(callers, thread => thread.Start());
        Array.ForEach(callers, thread => thread.Join());
        Assert.Equal(0, differences);
    }

    [Fact]
    public void ACallAllocatesNothing()
    {
        var model = Fold(2);
        float[] output = new float[Samples * model.OutputLength];

        // Other threads of the test run allocate now and then; a call that did would do it every time.
        long allocated = long.MaxValue;
        for (int round = 0; round < 30; round++)
        {
            long before = GC.GetTotalAllocatedBytes(precise: true);
            model.Predict(input, output);
            model.Predict(input.AsSpan(0, model.InputLength), output.AsSpan(0, model.OutputLength));
            allocated = Math.Min(allocated, GC.GetTotalAllocatedBytes(precise: true) - before);
        }

        Assert.Equal(0, allocated);
    }

    [Fact]
    public void IdleThreadsSleep()
    {
        var model = Fold(4);
        Predict(model, Samples);

        // The runtime still compiles what was called; threads that do not sleep would take every one of these seconds.
        double used = double.MaxValue;
        for (int second = 0; second < 5 && used >= 0.4; second++)
        {
            var before = ProcessorTime();
            Thread.Sleep(1000);
            used = (ProcessorTime() - before).TotalSeconds;
        }

        GC.KeepAlive(model);
        Assert.True(used < 0.4, $"{used:F2} seconds of processor time in an idle second.");
    }

    [Fact]
    public void ThreadsEndWithTheModel()
    {
        int before = Workers();
        var model = Use(threads: 3);
        for (int tries = 0; tries < 500 && (model.IsAlive || Workers() > before); tries++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            Thread.Sleep(20);
        }

        Assert.False(model.IsAlive);
        Assert.True(Workers() <= before);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void AFailureReachesTheCallerAndTheModelGoesOn(int failing)
    {
        var model = Doubling(threads: 3);
        float[] output = new float[2];
        for (int round = 0; round < 3; round++)
        {
            model.Failing = failing;
            Assert.Equal($"Worker {failing}", Assert.Throws<TimeoutException>(() => model.Predict([1, 2], output)).Message);
            model.Failing = -1;
            model.Predict([round, 2], output);
            Assert.Equal([2 * round, 4], output);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void EverySampleIsComputedOnce(int threads)
    {
        for (int count = 1; count < 60; count++)
        {
            var model = Doubling(threads);
            float[] output = new float[count];
            model.Predict([.. Enumerable.Range(0, count).Select(n => (float)n)], output);
            Assert.Equal(Enumerable.Range(0, count).Select(n => 2f * n), output);
            Assert.Equal(count, model.Computed);
        }
    }

    private InferenceModel Fold(int threads) => compiled[0].Fold(new FoldOptions { Threads = threads });

    private float[] Predict(InferenceModel model, int count)
    {
        float[] output = new float[count * model.OutputLength];
        model.Predict(input.AsSpan(0, count * model.InputLength), output);
        return output;
    }

    private DoublingModel Doubling(int threads) =>
        FoldVerification.Verified(new DoublingModel(), new FoldOptions { Threads = threads }, compiled[0].Parameters, _ => throw new InvalidOperationException());

    [MethodImpl(MethodImplOptions.NoInlining)]
    private WeakReference Use(int threads)
    {
        var model = Fold(threads);
        Predict(model, 1);
        Predict(model, Samples);
        return new WeakReference(model);
    }

    private static TimeSpan ProcessorTime()
    {
        using var process = Process.GetCurrentProcess();
        return process.TotalProcessorTime;
    }

    // Linux tells the names of threads; elsewhere there is nothing to count.
    private static int Workers() => OperatingSystem.IsLinux()
        ? Directory.GetDirectories("/proc/self/task").Count(IsWorker)
        : 0;

    private static bool IsWorker(string task)
    {
        try
        {
            return File.ReadAllText(Path.Combine(task, "comm")).StartsWith("BnCompiler", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            // The thread has ended.
            return false;
        }
    }

    /// <summary>y = 2x. A sample that is computed together has twelve units, which the workers divide.</summary>
    private sealed class DoublingModel() : InferenceModel(1, 1, constantsLength: 0, arenaLength: 16, group: 4, dividesSamples: true)
    {
        private const int Units = 12;

        private int computed;

        public int Failing { get; set; } = -1;

        public int Computed => computed / Units;

        protected override void Run(ref float input, ref float output, ref float arena, int count, WorkerShare share)
        {
            for (int n = 0; n < count; n++)
            {
                for (int unit = share.First(Units); unit < share.Last(Units); unit++)
                {
                    Unsafe.Add(ref arena, unit) = Unsafe.Add(ref input, n);
                    Interlocked.Increment(ref computed);
                    if (count == 1 && unit == Failing * (Units / 3))
                    {
                        throw new TimeoutException($"Worker {Failing}");
                    }
                }

                share = share.Wait();
                for (int unit = share.OfOne.First(1); unit < share.OfOne.Last(1); unit++)
                {
                    Unsafe.Add(ref output, n) = (Unsafe.Add(ref arena, 0) + Unsafe.Add(ref arena, Units - 1));
                }
            }
        }
    }
}
