namespace BnCompiler.Numeric.Tests.Networks;

/// <summary>Leaves bad values in all that a trainer keeps from one batch to the next.</summary>
internal static class Poisoning
{
    public static void Run(NetworkTrainer trainer, float value)
    {
        float[] inputs = [.. Enumerable.Repeat(value, trainer.BatchSize * trainer.InputLength)];
        float[] outputs = new float[trainer.BatchSize * trainer.OutputLength];
        trainer.Predict(inputs, outputs);
        trainer.Forward(inputs);
        Array.Fill(outputs, value);
        trainer.Backward(outputs);
    }
}
