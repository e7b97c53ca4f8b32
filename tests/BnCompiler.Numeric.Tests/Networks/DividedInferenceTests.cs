using BnCompiler.Numeric.Tests.Reference;
using BnCompiler.Runtime;

namespace BnCompiler.Numeric.Tests.Networks;

/// <summary>
/// Inference on several threads against the reference, with every step divided that can be, although the networks are small: batches that come out even and odd, and single
/// samples, which are bitwise what one thread computes.
/// </summary>
public sealed class DividedInferenceTests(DividedInferenceTests.Compiled compiled) : IClassFixture<DividedInferenceTests.Compiled>
{
    private const int MostThreads = 3;

    // The reference takes its time.
    private const int ManyValues = 2000;

    private static readonly int[] Batches = [1, 2, 3, 7, 40];

    // Some of each kind; random graphs have all the rest.
    private static readonly KeyValuePair<string, NetSpec>[] Networks =
    [
        .. GraphNetworks.All, .. WinogradNetworks.All, .. RowBandNetworks.All, .. EveryFourth(LayerNetworks.All), .. EveryFourth(SequenceNetworks.All), .. EveryFourth(ReshapeNetworks.All), .. EveryFourth(FoldingNetworks.All),
    ];

    public static TheoryData<int, string> Cases
    {
        get
        {
            var data = new TheoryData<int, string>();
            for (int index = 0; index < Networks.Length; index++)
            {
                data.Add(index, Networks[index].Key);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void ComputesWhatItDeclares(int index, string name)
    {
        var spec = Networks[index].Value;
        int[] batches = [.. Batches.Where(batch => batch < 40 || spec.Input.Length < ManyValues)];
        var reference = new ReferenceNetwork(spec);
        var random = new RandomValues(index);
        random.Fill(reference);
        float[] input = random.Normals(batches.Max() * spec.Input.Length, mean: spec.InputOffset);
        var expected = reference.Forward(Volume.Exact(input, batches.Max(), spec.Input), training: false);
        var network = compiled.Networks[index];
        network.Parameters.Load(CheckpointWriter.Write(reference));

        float[] alone = new float[expected.Features];
        network.Fold(null).Predict(input.AsSpan(0, spec.Input.Length), alone);
        for (int threads = 1; threads <= MostThreads; threads++)
        {
            foreach (int batch in batches)
            {
                // The first call of a model is divided in any case, later ones where the workers have cores to run on.
                var model = network.Fold(new FoldOptions { Threads = threads });
                Assert.Equal(threads, model.Threads);
                int length = batch * expected.Features;
                float[] actual = Predict(model, input, batch, length);
                new Comparison().Check($"{name}, {batch} samples on {threads} threads", actual, expected.Values.AsSpan(0, length), expected.Errors.AsSpan(0, length));
                Assert.Equal(actual, Predict(model, input, batch, length));
            }

            Assert.Equal(alone, Predict(network.Fold(new FoldOptions { Threads = threads }), input, 1, alone.Length));
        }
    }

    private static IEnumerable<KeyValuePair<string, NetSpec>> EveryFourth(IReadOnlyDictionary<string, NetSpec> networks) => networks.Where((_, index) => index % 4 == 0);

    private static float[] Predict(InferenceModel model, float[] input, int batch, int length)
    {
        float[] output = new float[length];
        Array.Fill(output, float.NaN);
        model.Predict(input.AsSpan(0, batch * model.InputLength), output);
        return output;
    }

    /// <summary>All networks in one compilation, made once.</summary>
    public sealed class Compiled : IDisposable
    {
        internal CompiledNetworks Networks { get; } = CompiledNetworks.Divided([.. DividedInferenceTests.Networks.Select(network => network.Value)]);

        public void Dispose() => Networks.Dispose();
    }
}
