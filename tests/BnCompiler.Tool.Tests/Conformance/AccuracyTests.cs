using BnCompiler.Tool.Compiling;
using BnCompiler.Tool.Importing;
using BnCompiler.Tool.Onnx;
using BnCompiler.Tool.Tensors;
using BnCompiler.Tool.Tests.Support;
using Xunit.Abstractions;

namespace BnCompiler.Tool.Tests.Conformance;

/// <summary>Trained networks of others on the 10,000 test images of MNIST: as many are recognised as their authors count, to the image.</summary>
public class AccuracyTests(ITestOutputHelper output)
{
    private const int ImageLength = 28 * 28;

    [Theory]
    [InlineData("burn-mnist", null, 0.1307f, 0.3081f, 9916)]
    [InlineData("burn-mnist", "mnist-cnn-bn", 0.1307f, 0.3081f, 9917)]
    [InlineData("tinymaix-mnist-valid", null, 0f, 1f, 9654)]
    public void AsManyImages_AreRecognised(string model, string? weights, float mean, float deviation, int expected)
    {
        if (SharedFolder.Find("conformance", output) is not { } conformance || SharedFolder.Find("data/mnist", output) is not { } data)
        {
            return;
        }

        var images = IdxFile.Read(Path.Combine(data, "t10k-images-idx3-ubyte.gz"), rank: 3);
        int[] labels = IdxFile.Read(Path.Combine(data, "t10k-labels-idx1-ubyte.gz"), rank: 1).ToInt32s();
        float[] pixels = Array.ConvertAll(images.ToSingles(divisor: 255), pixel => (pixel - mean) / deviation);
        var import = Importer.Import(OnnxReader.ReadModel(Path.Combine(conformance, "models", model, "model.onnx")), new ImportOptions());
        using var network = CompiledNetwork.Compile(import.Declaration!, weights is null ? null : Path.Combine(conformance, "safetensors", weights + ".safetensors"));
        float[] outputs = new float[labels.Length * network.Model.OutputLength];
        network.Model.Predict(pixels, outputs);
        int right = labels.Where((label, index) => LargestOf(outputs.AsSpan(index * network.Model.OutputLength, network.Model.OutputLength)) == label).Count();
        output.WriteLine($"{model}: {right} of {labels.Length}");
        Assert.Equal(10_000, pixels.Length / ImageLength);
        Assert.Equal(expected, right);
    }

    private static int LargestOf(ReadOnlySpan<float> values) => System.Numerics.Tensors.TensorPrimitives.IndexOfMax(values);
}
