using System.Collections.Immutable;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace BnCompiler;

/// <summary>Carries out <see cref="ScaleGauge.UnitNorm"/> over the block of one layout. Allocates nothing when it is applied.</summary>
internal sealed class UnitNormGauge
{
    // Below it a row is as good as zero: its direction is rounding, and the square of its factor would leave float's range.
    private const double SmallestNorm = 1e-12;

    private readonly ImmutableArray<Place> _weights;

    public UnitNormGauge(ParameterLayout layout)
    {
        int OffsetOf(string name) => layout.Parameters[layout.IndexOf(name)].Offset;
        _weights = [.. layout.ScaleFree.Select(weight => new Place(
            weight,
            OffsetOf(weight.Name),
            layout.Parameters[layout.IndexOf(weight.Name)].Length / weight.Rows,
            [.. weight.Followers.Select(follower => new Statistics(follower, OffsetOf(follower.RunningMean), OffsetOf(follower.RunningVariance)))]))];
    }

    /// <summary>Puts every scale-free row on its sphere, and running statistics and states along.</summary>
    /// <param name="block">The network's block.</param>
    /// <param name="states">The optimiser's states, with the layout of the trainable part of the block.</param>
    /// <param name="degrees">For each state, the power of the gradient that it is a mean of.</param>
    public void Apply(Span<float> block, float[][] states, ReadOnlySpan<int> degrees)
    {
        foreach (Place weight in _weights)
        {
            for (int row = 0; row < weight.Definition.Rows; row++)
            {
                int start = weight.Offset + (row * weight.RowLength);
                Span<float> values = block.Slice(start, weight.RowLength);
                float factor = Factor(values, weight.Definition.GaugeNorm);
                if (factor == 1)
                {
                    continue;
                }

                TensorPrimitives.Multiply(values, factor, values);
                for (int i = 0; i < states.Length; i++)
                {
                    Span<float> state = states[i].AsSpan(start, weight.RowLength);
                    TensorPrimitives.Multiply(state, (float)Math.Pow(factor, -degrees[i]), state);
                }

                foreach (Statistics statistics in weight.Followers)
                {
                    statistics.Follow(block, row, factor);
                }
            }
        }
    }

    private static float Factor(ReadOnlySpan<float> row, double norm)
    {
        double length = Math.Sqrt(SumOfSquares(row));
        return length >= SmallestNorm && double.IsFinite(length) ? (float)(norm / length) : 1;
    }

    /// <summary>In double and in one order, whatever the width of the machine's vectors.</summary>
    private static double SumOfSquares(ReadOnlySpan<float> values)
    {
        Vector256<double> sums = Vector256<double>.Zero;
        int whole = values.Length - (values.Length % Vector128<float>.Count);
        foreach (Vector128<float> quad in MemoryMarshal.Cast<float, Vector128<float>>(values[..whole]))
        {
            (Vector128<double> lower, Vector128<double> upper) = Vector128.Widen(quad);
            Vector256<double> wide = Vector256.Create(lower, upper);
            sums += wide * wide;
        }

        double sum = Vector256.Sum(sums);
        foreach (float value in values[whole..])
        {
            sum += (double)value * value;
        }

        return sum;
    }

    /// <summary>A scale-free weight in the block.</summary>
    private sealed record Place(ScaleFreeWeight Definition, int Offset, int RowLength, ImmutableArray<Statistics> Followers);

    /// <summary>Running statistics in the block.</summary>
    private sealed record Statistics(ScaleFollower Definition, int MeanOffset, int VarianceOffset)
    {
        /// <summary>μ ← a·μ and σ² ← a²·σ² in the channels of one row.</summary>
        public void Follow(Span<float> block, int row, double factor)
        {
            int place = row - Definition.FirstRow;
            if (place < 0 || place >= Definition.Rows)
            {
                return;
            }

            int first = Definition.FirstChannel + (place * Definition.Repeats);
            for (int channel = first; channel < first + Definition.Repeats; channel++)
            {
                ref float mean = ref block[MeanOffset + channel];
                ref float variance = ref block[VarianceOffset + channel];
                mean = (float)(mean * factor);
                variance = (float)(variance * factor * factor);
            }
        }
    }
}
