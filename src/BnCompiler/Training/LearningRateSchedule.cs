namespace BnCompiler;

/// <summary>What the learning rate is multiplied with, step by step.</summary>
public abstract record LearningRateSchedule
{
    /// <summary>Always 1.</summary>
    public static LearningRateSchedule Constant { get; } = new ConstantSchedule();

    /// <summary>
    /// From 1 along half a cosine to <paramref name="minimumFactor"/> at the end of the last epoch, a little in each step:
    /// m + (1 − m)(1 + cos(π·t/T))/2. Before it, optionally, a linear rise from 0.
    /// </summary>
    /// <param name="minimumFactor">m, from 0 to 1.</param>
    /// <param name="warmupEpochs">The length of the rise, which T does not count; parts of an epoch are allowed.</param>
    public static LearningRateSchedule CosineAnnealing(double minimumFactor = 0, double warmupEpochs = 0)
    {
        Require(minimumFactor is >= 0 and <= 1, nameof(minimumFactor), minimumFactor, "from 0 to 1");
        Require(double.IsFinite(warmupEpochs) && warmupEpochs >= 0, nameof(warmupEpochs), warmupEpochs, "finite and at least 0");
        return new CosineSchedule(minimumFactor, warmupEpochs);
    }

    /// <summary>PyTorch's StepLR: <paramref name="factor"/> to the power of how many times <paramref name="everyEpochs"/> epochs have passed.</summary>
    /// <param name="everyEpochs">At least 1.</param>
    /// <param name="factor">Greater than 0, at most 1.</param>
    public static LearningRateSchedule StepDecay(int everyEpochs, double factor = 0.1)
    {
        Require(everyEpochs >= 1, nameof(everyEpochs), everyEpochs, "at least 1");
        Require(factor is > 0 and <= 1, nameof(factor), factor, "greater than 0 and at most 1");
        return new StepSchedule(everyEpochs, factor);
    }

    /// <summary>The factor of a step.</summary>
    /// <param name="step">The step's number from 0, over all epochs.</param>
    /// <param name="stepsPerEpoch">Steps in an epoch.</param>
    /// <param name="totalSteps">Steps in the whole run.</param>
    public abstract double Factor(long step, long stepsPerEpoch, long totalSteps);

    private static void Require(bool condition, string name, object value, string range)
    {
        if (!condition)
        {
            throw new ArgumentOutOfRangeException(name, value, $"{name} must be {range}.");
        }
    }

    private sealed record ConstantSchedule : LearningRateSchedule
    {
        public override double Factor(long step, long stepsPerEpoch, long totalSteps) => 1;
    }

    private sealed record CosineSchedule(double MinimumFactor, double WarmupEpochs) : LearningRateSchedule
    {
        public override double Factor(long step, long stepsPerEpoch, long totalSteps)
        {
            long warmup = Math.Min((long)Math.Round(WarmupEpochs * stepsPerEpoch), totalSteps);
            if (step < warmup)
            {
                return (step + 1) / (double)(warmup + 1);
            }

            double progress = (step - warmup) / (double)Math.Max(1, totalSteps - warmup);
            return MinimumFactor + ((1 - MinimumFactor) * (1 + Math.Cos(Math.PI * Math.Min(1, progress))) / 2);
        }
    }

    private sealed record StepSchedule(int EveryEpochs, double Decay) : LearningRateSchedule
    {
        public override double Factor(long step, long stepsPerEpoch, long totalSteps) =>
            Math.Pow(Decay, step / stepsPerEpoch / EveryEpochs);
    }
}
