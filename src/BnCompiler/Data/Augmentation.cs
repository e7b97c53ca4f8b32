using System.Globalization;

namespace BnCompiler;

/// <summary>
/// What is done to a sample each time it is trained on (<see cref="FitOptions.Augmentation"/>): <see cref="RandomCrop"/>, <see cref="RandomHorizontalFlip"/>, several
/// in a row with <see cref="Compose"/>, or one of your own. What it draws is a function of the run's seed, the epoch and the sample's place in the epoch, so that a
/// resumed run draws the same. A checkpoint holds its text (<see cref="object.ToString"/>), and a run with another one does not resume from it.
/// </summary>
/// <example><code>
/// public sealed record Brightness(double Range) : Augmentation
/// {
///     public override void Apply(Span&lt;float&gt; sample, RandomSource random) =&gt;
///         TensorPrimitives.Multiply(sample, (float)(1 + (Range * ((2 * random.NextDouble()) - 1))), sample);
/// }
/// </code></example>
public abstract record Augmentation
{
    /// <summary>
    /// Changes a sample in place. <see cref="Fit"/> calls it for one sample after the other, on a thread of its own while the step before is trained; what it throws
    /// is thrown by <see cref="Fit.Run"/> at the step that needs the sample.
    /// </summary>
    /// <param name="sample">A copy of the sample's values, as <see cref="ITrainer.Forward"/> takes them: an image is [channels, height, width].</param>
    /// <param name="random">The only source of randomness to use: then nothing depends on threads. It is valid during the call.</param>
    public abstract void Apply(Span<float> sample, RandomSource random);

    /// <summary>Checks that samples have a length that can be worked on; called once, before the training begins. The default takes every length.</summary>
    /// <param name="inputLength">Values of one sample.</param>
    /// <exception cref="ArgumentException">They have not.</exception>
    public virtual void Check(int inputLength)
    {
    }

    /// <summary>What a checkpoint holds of it, and compares when a run resumes: its text, which for a record is its name and its properties, the same in every culture.</summary>
    internal string Describe()
    {
        CultureInfo culture = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
            return ToString();
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }
}
