namespace BnCompiler.Numeric.Tests.Reference;

/// <summary>Inputs and parameters from a seed, every one a float32 number.</summary>
internal sealed class RandomValues(int seed)
{
    private static readonly float[] TinyVariances = [0, 1e-38f, float.Epsilon];

    private readonly Random random = new(seed);

    public float Normal(double deviation = 1, double mean = 0)
    {
        double radius = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble()));
        return (float)(mean + (deviation * radius * Math.Cos(2 * Math.PI * random.NextDouble())));
    }

    public float[] Normals(int count, double deviation = 1, double mean = 0) =>
        [.. Enumerable.Range(0, count).Select(_ => Normal(deviation, mean))];

    public void Fill(ReferenceNetwork network)
    {
        foreach (var layer in network.Layers.SelectMany(layer => layer.Innermost))
        {
            var hostility = layer is ReferenceBatchNorm batchNorm ? batchNorm.Spec.Values : BatchNormValues.Usual;
            foreach (var parameter in layer.Parameters)
            {
                for (int i = 0; i < parameter.Length; i++)
                {
                    parameter.Values[i] = Value(parameter, layer, hostility, i);
                }
            }
        }
    }

    private float Value(ReferenceParameter parameter, ReferenceLayer layer, BatchNormValues hostility, int index)
    {
        string role = parameter.Name[(layer.Name.Length + 1)..];
        return role switch
        {
            "weight" when layer is ReferenceBatchNorm => Gamma(hostility, index),
            "weight" => Normal(Math.Sqrt(2.0 * parameter.Shape[0] / parameter.Length)),
            "running_mean" => hostility is BatchNormValues.FarMean or BatchNormValues.Hostile ? Normal(100, 1000) : Normal(0.5),
            "running_var" => Variance(hostility, index),
            _ => Normal(0.5),
        };
    }

    private float Variance(BatchNormValues hostility, int index) =>
        hostility is (BatchNormValues.TinyVariance or BatchNormValues.Hostile) && index % 4 != 3 ? TinyVariances[index % 4] : 0.25f + (float)random.NextDouble();

    private float Gamma(BatchNormValues hostility, int index) => hostility switch
    {
        BatchNormValues.HostileGamma or BatchNormValues.Hostile => (index % 5) switch
        {
            0 => 0f,
            1 => -0f,
            2 => 1e-30f,
            3 => -1e-30f,
            _ => -0.7f - (float)random.NextDouble(),
        },
        BatchNormValues.SignedGamma => index % 4 == 3 ? 0f : Normal(),
        _ => 0.5f + (float)random.NextDouble(),
    };
}
