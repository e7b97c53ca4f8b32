namespace BnCompiler;

/// <summary>
/// How the weights of linear layers and convolutions start: the named distributions of PyTorch. Biases, β and running means start at 0, γ and
/// running variances at 1, the slopes of a PReLU where its declaration says. The uniform ones give the same bits on every platform.
/// </summary>
public enum Initializer
{
    /// <summary>He (Kaiming) for ReLU, uniform in ±√(6 / fan_in).</summary>
    HeUniform,

    /// <summary>He (Kaiming) for ReLU, normal with variance 2 / fan_in.</summary>
    HeNormal,

    /// <summary>Xavier (Glorot), uniform in ±√(6 / (fan_in + fan_out)).</summary>
    XavierUniform,

    /// <summary>Xavier (Glorot), normal with variance 2 / (fan_in + fan_out).</summary>
    XavierNormal,
}

/// <summary>Fills parameters with the values they start from.</summary>
internal static class Initialization
{
    /// <summary>Each parameter draws from a stream of its own, so that adding a layer leaves the values of those before it as they were.</summary>
    public static void Fill(Parameter parameter, Span<float> values, Initializer initializer, int seed, int index)
    {
        switch (parameter.Kind)
        {
            case ParameterKind.Weight:
                FillWeight(parameter, values, initializer, new RandomSource(seed, (ulong)index));
                break;
            case ParameterKind.Slope:
                values.Fill(parameter.InitialValue);
                break;
            case ParameterKind.BatchNormWeight or ParameterKind.NormWeight or ParameterKind.RunningVariance:
                values.Fill(1);
                break;
            default:
                values.Clear();
                break;
        }
    }

    /// <summary>Throws where a weight cannot be drawn from the distribution.</summary>
    public static void Check(Parameter parameter, Initializer initializer)
    {
        if (parameter.Kind == ParameterKind.Weight && Fan(parameter, initializer) < 1)
        {
            throw new InvalidOperationException(
                $"'{parameter.Name}' has fan-in {parameter.FanIn} and fan-out {parameter.FanOut}: {initializer} needs at least 1.");
        }
    }

    private static int Fan(Parameter parameter, Initializer initializer) =>
        initializer is Initializer.HeUniform or Initializer.HeNormal ? parameter.FanIn : parameter.FanIn + parameter.FanOut;

    private static void FillWeight(Parameter parameter, Span<float> values, Initializer initializer, RandomSource random)
    {
        int fan = Fan(parameter, initializer);
        bool isUniform = initializer is Initializer.HeUniform or Initializer.XavierUniform;
        double scale = Math.Sqrt((isUniform ? 6.0 : 2.0) / fan);
        foreach (ref float value in values)
        {
            value = (float)(scale * (isUniform ? (2 * random.NextDouble()) - 1 : random.NextNormal()));
        }
    }
}
