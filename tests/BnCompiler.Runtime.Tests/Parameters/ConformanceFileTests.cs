using BnCompiler.Runtime.Tests.Support;
using Xunit.Abstractions;

namespace BnCompiler.Runtime.Tests.Parameters;

/// <summary>Files that PyTorch wrote, where they stand beside the repository.</summary>
public class ConformanceFileTests(ITestOutputHelper output)
{
    [Fact]
    public void EveryFile_IsRead_AndWrittenBackTheSame()
    {
        if (ConformanceFolder.Find("safetensors", output) is not { } folder)
        {
            return;
        }

        string[] paths = Directory.GetFiles(folder, "*.safetensors");
        Assert.NotEmpty(paths);
        foreach (string path in paths)
        {
            using SafeTensorsFile file = SafeTensorsFile.Open(path);
            List<SafeTensor> tensors = [];
            foreach (SafeTensorsEntry entry in file.Tensors.Where(entry => entry.DataType == SafeTensorsDataType.F32))
            {
                float[] values = new float[entry.Length];
                file.ReadSingles(entry, values);
                tensors.Add(new SafeTensor(entry.Name, [.. entry.Shape.Select(size => (int)size)], values));
            }

            using MemoryStream stream = new();
            SafeTensorsWriter.Write(stream, tensors);
            stream.Position = 0;
            using SafeTensorsFile copy = SafeTensorsFile.Read(stream);
            Assert.Equal(
                file.Tensors.Where(entry => entry.DataType == SafeTensorsDataType.F32).Select(entry => entry.Name), copy.Tensors.Select(entry => entry.Name));
            foreach (SafeTensor tensor in tensors)
            {
                float[] values = new float[tensor.Values.Length];
                copy.ReadSingles(copy.Find(tensor.Name)!, values);
                Assert.True(tensor.Values.Span.SequenceEqual(values), $"{Path.GetFileName(path)}: {tensor.Name}");
            }
        }
    }

    /// <summary>A trained network with a bias in front of its last BatchNorm, which this layout has eliminated.</summary>
    [Fact]
    public void ATrainedNetwork_IsLoaded_AndItsRedundantBiasAbsorbed()
    {
        if (ConformanceFolder.Find("safetensors", output) is not { } folder)
        {
            return;
        }

        string path = Path.Combine(folder, "mnist-cnn-bn.safetensors");
        ParameterSet set = new(Layouts.Of([.. Definitions()], [new EliminatedParameter(
            "fc2.bias", ParameterKind.Bias, [10], "norm2 subtracts it.", Absorption.IntoRunningMean("norm2.running_mean"))]));
        set.Load(path, new LoadOptions { RejectNonFinite = true });
        using SafeTensorsFile file = SafeTensorsFile.Open(path);
        float[] mean = new float[10];
        float[] bias = new float[10];
        file.ReadSingles(file.Find("norm2.running_mean")!, mean);
        file.ReadSingles(file.Find("fc2.bias")!, bias);
        Assert.Contains(bias, value => value != 0);
        Assert.Equal(mean.Zip(bias, (m, b) => (float)((double)m - b)), set["norm2.running_mean"].Values.ToArray());
    }

    private static IEnumerable<ParameterDefinition> Definitions()
    {
        foreach ((string name, int[] shape) in new (string, int[])[]
        {
            ("conv1", [8, 1, 3, 3]), ("conv2", [16, 8, 3, 3]), ("conv3", [24, 16, 3, 3]), ("fc1", [32, 11616]), ("fc2", [10, 32]),
        })
        {
            yield return Layouts.Define($"{name}.weight", ParameterKind.Weight, shape);
            if (name != "fc2")
            {
                yield return Layouts.Define($"{name}.bias", ParameterKind.Bias, shape[0]);
            }
        }

        foreach ((string name, int channels) in new[] { ("norm1", 24), ("norm2", 10) })
        {
            yield return Layouts.Define($"{name}.weight", ParameterKind.BatchNormWeight, channels);
            yield return Layouts.Define($"{name}.bias", ParameterKind.BatchNormBias, channels);
            yield return Layouts.Define($"{name}.running_mean", ParameterKind.RunningMean, channels);
            yield return Layouts.Define($"{name}.running_var", ParameterKind.RunningVariance, channels);
        }
    }
}
