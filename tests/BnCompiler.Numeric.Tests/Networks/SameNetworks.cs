using BnCompiler.Numeric.Tests.Reference;

namespace BnCompiler.Numeric.Tests.Networks;

/// <summary>Two networks that are written differently and have the same layers.</summary>
internal static class SameNetworks
{
    /// <summary>Demands the same parameters in the same order, and with equal values bit for bit the same predictions, outputs, gradients and statistics.</summary>
    public static void AssertEqual(NetworkUnderTest expected, NetworkUnderTest actual, int batch, int inputLength, int outputs)
    {
        Assert.Equal(expected.Parameters.Select(Shape), actual.Parameters.Select(Shape));
        new RandomValues(3).Normals(expected.Parameters.Block.Length).AsSpan().CopyTo(expected.Parameters.Block);
        foreach (var parameter in expected.Parameters.Where(parameter => parameter.Kind == ParameterKind.RunningVariance))
        {
            parameter.Values.Fill(0.75f);
        }

        expected.Parameters.Block.CopyTo(actual.Parameters.Block);
        Assert.Equal(Run(expected, batch, inputLength, outputs), Run(actual, batch, inputLength, outputs));
    }

    private static string Shape(Parameter parameter) => $"{parameter.Kind} [{string.Join(", ", parameter.Shape.ToArray())}] at {parameter.Offset}";

    private static float[] Run(NetworkUnderTest network, int batch, int inputLength, int outputs)
    {
        float[] input = new RandomValues(4).Normals(batch * inputLength);
        float[] predicted = new float[batch * outputs];
        network.Fold()(input, predicted);
        using var trainer = network.CreateTrainer(batch, threads: 2);
        float[] forward = trainer.Forward(input).ToArray();
        trainer.Backward(new RandomValues(5).Normals(batch * outputs));
        return [.. predicted, .. forward, .. trainer.Gradients, .. network.Parameters.Block];
    }
}
