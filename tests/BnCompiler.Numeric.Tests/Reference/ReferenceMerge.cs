namespace BnCompiler.Numeric.Tests.Reference;

/// <summary>A layer of several inputs.</summary>
internal abstract class ReferenceMerge(string name) : ReferenceLayer(name)
{
    public override Volume Forward(Volume input, bool training) => Forward([input], training);

    public override Volume Backward(Volume gradient) => BackwardToAll(gradient)[0];
}

internal sealed class ReferenceAdd(string name) : ReferenceMerge(name)
{
    private int count;

    /// <summary>a + b, rounded once.</summary>
    public static Volume Sum(Volume a, Volume b)
    {
        var sum = a.Like();
        for (int i = 0; i < sum.Values.Length; i++)
        {
            double magnitude = a.Magnitudes[i] + b.Magnitudes[i];
            sum.Set(i, a.Values[i] + b.Values[i], a.Errors[i] + b.Errors[i] + (Rounding.Unit * magnitude), magnitude);
        }

        return sum;
    }

    public override Volume Forward(Volume[] inputs, bool training)
    {
        count = inputs.Length;
        return inputs.Aggregate(Sum);
    }

    public override Volume[] BackwardToAll(Volume gradient) => [.. Enumerable.Repeat(gradient, count)];
}

internal sealed class ReferenceConcat(string name) : ReferenceMerge(name)
{
    private Volume[] inputs = [];

    public override Volume Forward(Volume[] inputs, bool training)
    {
        this.inputs = inputs;
        var output = new Volume(inputs[0].Samples, inputs.Sum(input => input.Channels), inputs[0].Height, inputs[0].Width);
        EachSlice(inputs, output, (part, index, whole, at) => whole.Set(at, part.Values[index], part.Errors[index], part.Magnitudes[index]));
        return output;
    }

    public override Volume[] BackwardToAll(Volume gradient)
    {
        Volume[] parts = [.. inputs.Select(input => input.Like())];
        EachSlice(parts, gradient, (part, index, whole, at) => part.Set(index, whole.Values[at], whole.Errors[at], whole.Magnitudes[at]));
        return parts;
    }

    private static void EachSlice(Volume[] parts, Volume whole, Action<Volume, int, Volume, int> move)
    {
        int first = 0;
        foreach (var part in parts)
        {
            for (int i = 0; i < part.Values.Length; i++)
            {
                int n = i / part.Features;
                move(part, i, whole, (n * whole.Features) + (first * whole.Positions) + (i % part.Features));
            }

            first += part.Channels;
        }
    }
}

/// <summary>The product; an input of one position is read at every position of the others.</summary>
internal sealed class ReferenceMultiply(string name) : ReferenceMerge(name)
{
    private Volume[] inputs = [];
    private Volume output = new(0, 0, 0, 0);

    public override Volume Forward(Volume[] inputs, bool training)
    {
        this.inputs = inputs;
        output = inputs.OrderByDescending(input => input.Positions).First().Like();
        for (int i = 0; i < output.Values.Length; i++)
        {
            var (value, error) = Product(i, 1, 0, except: -1);
            output.Set(i, value, error);
        }

        return output;
    }

    public override Volume[] BackwardToAll(Volume gradient) => [.. inputs.Select((input, index) => Gradient(input, index, gradient))];

    private Volume Gradient(Volume input, int index, Volume gradient)
    {
        var sums = new CorrelationSum[input.Values.Length];
        for (int i = 0; i < gradient.Values.Length; i++)
        {
            var (others, error) = Product(i, 1, 0, except: index);
            sums[Place(input, i)].Add(gradient.Values[i], gradient.Errors[i], others, error);
        }

        var result = input.Like();
        for (int i = 0; i < sums.Length; i++)
        {
            result.Set(i, sums[i].Value, sums[i].Error);
        }

        return result;
    }

    private (double Value, double Error) Product(int place, double value, double error, int except)
    {
        foreach (var input in inputs.Where((_, index) => index != except))
        {
            int i = Place(input, place);
            double product = value * input.Values[i];
            error = (error * Math.Abs(input.Values[i])) + (Math.Abs(value) * input.Errors[i]) + (error * input.Errors[i]) + (Rounding.Unit * Math.Abs(product));
            value = product;
        }

        return (value, error);
    }

    private int Place(Volume input, int i) => input.Positions == output.Positions ? i : i / output.Positions;
}
