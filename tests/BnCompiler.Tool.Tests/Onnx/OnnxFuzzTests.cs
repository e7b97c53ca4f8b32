using BnCompiler.Tool.Importing;
using BnCompiler.Tool.Onnx;
using BnCompiler.Tool.Tests.Support;

namespace BnCompiler.Tool.Tests.Onnx;

/// <summary>Damaged models end in the documented exception, in a report of problems, or are still good; nothing else, and never without bounds.</summary>
public class OnnxFuzzTests
{
    private const int Rounds = 10_000;

    private const long MostBytes = 64 << 20;

    // Numbers of the wire format: field tags, lengths, and the largest varint.
    private static readonly byte[] Structural = [0x00, 0x01, 0x08, 0x0A, 0x12, 0x22, 0x2A, 0x3A, 0x7F, 0x80, 0xFF];

    private static readonly OnnxLimits Limits = new() { ComputedElements = 1 << 16 };

    [Fact]
    public void MutatedModels_NeverCrash()
    {
        byte[] original = Model().ToBytes();
        Assert.Empty(Importer.Import(OnnxReader.ReadModel(original), new ImportOptions()).Problems);
        var random = new Random(99);
        int refused = 0;
        long largest = 0;
        for (int round = 0; round < Rounds; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            refused += IsRefused(Mutate(original, random)) ? 1 : 0;
            largest = Math.Max(largest, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        // Many mutations hit weights or names, where they do no harm.
        Assert.InRange(refused, Rounds / 4, Rounds - 1);
        Assert.InRange(largest, 0, MostBytes);
    }

    [Fact]
    public void CutModels_NeverCrash()
    {
        byte[] original = Model().ToBytes();
        for (int length = 0; length < original.Length; length++)
        {
            IsRefused(original[..length]);
        }
    }

    /// <summary>A model with every kind of thing that the reader reads.</summary>
    private static ModelBuilder Model() => new ModelBuilder(13)
        .Input("x", 1, 3, 8, 8).Weights("conv.weight", 4, 3, 3, 3).Weights("bias", 4)
        .Weights("gamma", 4).Weights("beta", 4).Weights("mean", 4).Weights("var", 4).Integers("shape", 0, -1).Weights("fc.weight", 2, 64)
        .Node("Conv", "x conv.weight bias", "conv", ("pads", new long[] { 1, 1, 1, 1 }), ("auto_pad", "NOTSET"))
        .Node("BatchNormalization", "conv gamma beta mean var", "bn", ("epsilon", 1e-5f))
        .Node("Relu", "bn", "relu")
        .Node("MaxPool", "relu", "pool", ("kernel_shape", new long[] { 2, 2 }), ("strides", new long[] { 2, 2 }))
        .Node("Reshape", "pool shape", "flat")
        .Node("Gemm", "flat fc.weight", "y", ("transB", 1))
        .Output("y", 1, 2);

    private static bool IsRefused(byte[] bytes)
    {
        try
        {
            return Importer.Import(OnnxReader.ReadModel(bytes, null, Limits), new ImportOptions { Limits = Limits }).Problems.Length > 0;
        }
        catch (OnnxException)
        {
            return true;
        }
    }

    private static byte[] Mutate(byte[] original, Random random)
    {
        List<byte> bytes = [.. original];
        for (int times = 1 + random.Next(3); times > 0 && bytes.Count > 0; times--)
        {
            int index = random.Next(bytes.Count);
            switch (random.Next(5))
            {
                case 0:
                    bytes[index] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    bytes[index] = Structural[random.Next(Structural.Length)];
                    break;
                case 2:
                    bytes.InsertRange(index, Enumerable.Repeat(Structural[random.Next(Structural.Length)], 1 + random.Next(10)));
                    break;
                case 3:
                    bytes.RemoveRange(index, random.Next(Math.Min(40, bytes.Count - index)));
                    break;
                default:
                    bytes.RemoveRange(index, random.Next(bytes.Count - index));
                    break;
            }
        }

        return [.. bytes];
    }
}
