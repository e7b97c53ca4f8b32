namespace BnCompiler.Numeric.Tests.Reference;

/// <summary>Layers whose outputs are sums of inputs with weights that are not negative and known from the shapes: each says which.</summary>
internal abstract class ReferenceWeightedMeans(string name, Func<Extent, Extent?> shape) : ReferenceLayer(name)
{
    private Volume input = new(0, 0, 0, 0);

    public override Volume Forward(Volume input, bool training)
    {
        this.input = input;
        var extent = shape(Extent.Image(input.Channels, input.Height, input.Width))!.Value;
        var output = new Volume(input.Samples, extent.Channels, extent.Height, extent.Width);
        ForEach(output, (at, terms) =>
        {
            double magnitude = terms.Sum(term => term.Weight * input.Magnitudes[term.Input]);
            double error = terms.Sum(term => term.Weight * input.Errors[term.Input]);
            error += WeightError(input) * terms.Sum(term => input.Magnitudes[term.Input]);
            output.Set(at, terms.Sum(term => term.Weight * input.Values[term.Input]), error + Rounding.Sum(terms.Length + 3, magnitude), magnitude);
        });
        return output;
    }

    public override Volume Backward(Volume gradient)
    {
        var result = input.Like();
        double[] magnitudes = new double[result.Values.Length];
        int[] counts = new int[result.Values.Length];
        ForEach(gradient, (at, terms) =>
        {
            foreach (var (from, weight) in terms)
            {
                result.Values[from] += weight * gradient.Values[at];
                result.Errors[from] += (weight * gradient.Errors[at]) + (WeightError(input) * Math.Abs(gradient.Values[at]));
                magnitudes[from] += weight * Math.Abs(gradient.Values[at]);
                counts[from]++;
            }
        });
        for (int i = 0; i < counts.Length; i++)
        {
            result.Errors[i] += Rounding.Sum(counts[i] + 3, magnitudes[i]);
        }

        return result;
    }

    /// <summary>How far a weight may be off, where it is computed from a rounded position.</summary>
    protected virtual double WeightError(Volume input) => 0;

    /// <summary>The inputs that an output sums, by channel, row and column of the same sample.</summary>
    protected abstract IEnumerable<(int C, int Y, int X, double Weight)> Terms(Volume input, Volume output, int c, int y, int x);

    private void ForEach(Volume output, Action<int, (int Input, double Weight)[]> visit)
    {
        for (int n = 0; n < output.Samples; n++)
        {
            for (int c = 0; c < output.Channels; c++)
            {
                for (int y = 0; y < output.Height; y++)
                {
                    for (int x = 0; x < output.Width; x++)
                    {
                        visit(output[n, c, y, x], [.. Terms(input, output, c, y, x).Select(term => (input[n, term.C, term.Y, term.X], term.Weight))]);
                    }
                }
            }
        }
    }
}

/// <summary>The mean of rows ⌊y·H/h⌋ … ⌈(y + 1)·H/h⌉ − 1, and of columns likewise.</summary>
internal sealed class ReferenceAdaptiveAvgPool2d(AdaptiveAvgPool2dSpec spec, string name) : ReferenceWeightedMeans(name, spec.Output)
{
    protected override IEnumerable<(int C, int Y, int X, double Weight)> Terms(Volume input, Volume output, int c, int y, int x)
    {
        int[] rows = Window(y, input.Height, output.Height);
        int[] columns = Window(x, input.Width, output.Width);
        return from row in rows from column in columns select (c, row, column, 1.0 / (rows.Length * columns.Length));
    }

    private static int[] Window(int index, int input, int output)
    {
        int start = (int)Math.Floor(index * (double)input / output);
        int end = (int)Math.Ceiling((index + 1) * (double)input / output);
        return [.. Enumerable.Range(start, end - start)];
    }
}

internal sealed class ReferenceZeroPad2d(ZeroPad2dSpec spec, string name) : ReferenceWeightedMeans(name, spec.Output)
{
    protected override IEnumerable<(int C, int Y, int X, double Weight)> Terms(Volume input, Volume output, int c, int y, int x)
    {
        int row = y - spec.Top;
        int column = x - spec.Left;
        return row >= 0 && row < input.Height && column >= 0 && column < input.Width ? [(c, row, column, 1)] : [];
    }
}

/// <summary>The value that a position falls into, or between the centres of up to four.</summary>
internal sealed class ReferenceUpsample(UpsampleSpec spec, string name) : ReferenceWeightedMeans(name, spec.Output)
{
    protected override IEnumerable<(int C, int Y, int X, double Weight)> Terms(Volume input, Volume output, int c, int y, int x) =>
        from row in Axis(y, input.Height, spec.ScaleHeight)
        from column in Axis(x, input.Width, spec.ScaleWidth)
        select (c, row.Position, column.Position, row.Weight * column.Weight);

    protected override double WeightError(Volume input) => spec.Bilinear ? 4 * Rounding.Unit * Math.Max(input.Height, input.Width) : 0;

    /// <summary>Between two centres both count; on a centre its neighbours are there with weight 0, which rounding may make a little more.</summary>
    private IEnumerable<(int Position, double Weight)> Axis(int index, int size, int scale)
    {
        if (!spec.Bilinear)
        {
            return [(index / scale, 1)];
        }

        double at = Math.Clamp(((index + 0.5) / scale) - 0.5, 0, size - 1);
        return Enumerable.Range(0, size).Select(position => (Position: position, Weight: 1 - Math.Abs(at - position))).Where(tap => tap.Weight >= 0);
    }
}

/// <summary>PyTorch's view(groups, C/groups).transpose().</summary>
internal sealed class ReferenceChannelShuffle(ChannelShuffleSpec spec, string name) : ReferenceWeightedMeans(name, spec.Output)
{
    protected override IEnumerable<(int C, int Y, int X, double Weight)> Terms(Volume input, Volume output, int c, int y, int x)
    {
        int perGroup = input.Channels / spec.Groups;
        return [((c % spec.Groups * perGroup) + (c / spec.Groups), y, x, 1)];
    }
}
