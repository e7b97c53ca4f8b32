using System.ComponentModel;

namespace BnCompiler.Runtime;

/// <summary>Compares folded models with the networks that they were made of. Emitted <c>Fold</c> methods end with it.</summary>
[EditorBrowsable(EditorBrowsableState.Advanced)]
public static class FoldVerification
{
    // 2⁻²⁴: what rounding a float32 to nearest changes at most, as a part of it.
    private const double Unit = 1.0 / (1 << 24);

    // Products that the rest of a layer counts as: the BatchNorm, the activation, the bias.
    private const int Overhead = 16;

    // The trainer's memory is per sample; more samples than these are compared in several rounds.
    private const int LargestBatch = 32;

    private static readonly FoldOptions Defaults = new();

    /// <summary>The model, with its certificate.</summary>
    /// <typeparam name="TModel">The emitted model.</typeparam>
    /// <param name="model">The model, just folded.</param>
    /// <param name="options">What to check; null for nothing.</param>
    /// <param name="parameters">The network's parameters.</param>
    /// <param name="createTrainer">Makes a trainer for a batch of some size, which predicts with running statistics and folds nothing.</param>
    /// <exception cref="ArgumentException">The samples to verify on are no whole samples.</exception>
    /// <exception cref="FoldException">The model deviates by more than is allowed.</exception>
    public static TModel Verified<TModel>(TModel model, FoldOptions? options, ParameterSet parameters, Func<int, NetworkTrainer> createTrainer)
        where TModel : InferenceModel
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(createTrainer);
        options ??= Defaults;
        model.UseThreads(options.Threads);
        if (options.VerifyOn.IsEmpty)
        {
            model.Certify(parameters.Layout.NetworkName, options, null, null);
            return model;
        }

        double allowed = options.MaxDeviation ?? Rounding(model, parameters);
        var (deviation, sample) = Measure(model, options.VerifyOn.Span, createTrainer);
        if (!(deviation <= allowed))
        {
            throw new FoldException(parameters.Layout.NetworkName, deviation, allowed, sample);
        }

        model.Certify(parameters.Layout.NetworkName, options, deviation, allowed);
        return model;
    }

    private static (double Deviation, int Sample) Measure(InferenceModel model, ReadOnlySpan<float> samples, Func<int, NetworkTrainer> createTrainer)
    {
        int count = SampleCount.Of(samples.Length, model.InputLength, nameof(FoldOptions.VerifyOn));
        float[] folded = new float[count * model.OutputLength];
        float[] expected = new float[folded.Length];
        model.Predict(samples, folded);
        using (var trainer = createTrainer(Math.Min(count, LargestBatch)))
        {
            trainer.Predict(samples, expected);
        }

        double largest = 0;
        double worst = 0;
        int index = 0;
        for (int i = 0; i < expected.Length; i++)
        {
            largest = Math.Max(largest, float.IsFinite(expected[i]) ? Math.Abs(expected[i]) : 0);
            double difference = Difference(folded[i], expected[i]);
            if (difference > worst)
            {
                worst = difference;
                index = i;
            }
        }

        return (largest > 0 ? worst / largest : worst, index / model.OutputLength);
    }

    private static double Difference(float actual, float expected) =>
        actual.Equals(expected) ? 0
        : float.IsFinite(actual) && float.IsFinite(expected) ? Math.Abs((double)actual - expected)
        : double.PositiveInfinity;

    /// <summary>The default of <see cref="FoldOptions.MaxDeviation"/>.</summary>
    private static double Rounding(InferenceModel model, ParameterSet parameters)
    {
        long products = parameters.Where(parameter => parameter.Kind == ParameterKind.Weight).Sum(weight => (long)weight.FanIn + Overhead);
        return 2 * Unit * Math.Max(products, Overhead) * (1 + model.LargestShift);
    }
}
