namespace BnCompiler.Numeric.Tests.Reference;

/// <summary>The largest value of each window; the gradient goes to the first of equals.</summary>
internal sealed class ReferenceMaxPool2d(MaxPool2dSpec spec, string name) : ReferenceLayer(name)
{
    private Volume input = new(0, 0, 0, 0);
    private Volume output = new(0, 0, 0, 0);
    private int[] winners = [];

    public override Volume Forward(Volume input, bool training)
    {
        this.input = input;
        var (height, width) = spec.Window.Output(Extent.Image(input.Channels, input.Height, input.Width))!.Value;
        output = new Volume(input.Samples, input.Channels, height, width);
        winners = new int[output.Values.Length];
        foreach (var (at, window) in PoolingWindows.Of(spec.Window, input, output))
        {
            int winner = window.Aggregate((best, next) => input.Values[next] > input.Values[best] ? next : best);
            winners[at] = winner;
            output.Set(at, input.Values[winner], window.Max(from => input.Errors[from]), window.Max(from => input.Magnitudes[from]));
        }

        return output;
    }

    public override Volume Backward(Volume gradient)
    {
        var result = input.Like();
        foreach (var (at, window) in PoolingWindows.Of(spec.Window, input, output))
        {
            int winner = winners[at];
            int[] rivals = [.. window.Where(from => from != winner && Rounding.IsAmbiguous(input.Values[winner] - input.Values[from], input.Errors[winner] + input.Errors[from]))];
            result.Values[winner] += gradient.Values[at];
            result.Errors[winner] += gradient.Errors[at] + (Rounding.Unit * Math.Abs(gradient.Values[at])) + (rivals.Length > 0 ? Math.Abs(gradient.Values[at]) : 0);
            foreach (int rival in rivals)
            {
                result.Errors[rival] += Math.Abs(gradient.Values[at]);
            }
        }

        return result;
    }
}

/// <summary>The mean of each window.</summary>
internal sealed class ReferenceAvgPool2d(AvgPool2dSpec spec, string name) : ReferenceLayer(name)
{
    private Volume input = new(0, 0, 0, 0);
    private Volume output = new(0, 0, 0, 0);

    public override Volume Forward(Volume input, bool training)
    {
        this.input = input;
        var (height, width) = spec.Window.Output(Extent.Image(input.Channels, input.Height, input.Width))!.Value;
        output = new Volume(input.Samples, input.Channels, height, width);
        foreach (var (at, window) in PoolingWindows.Of(spec.Window, input, output))
        {
            double divisor = Divisor(at, window.Length);
            double magnitude = window.Sum(from => input.Magnitudes[from]) / divisor;
            double error = window.Sum(from => input.Errors[from]) / divisor;
            output.Set(at, window.Sum(from => input.Values[from]) / divisor, error + Rounding.Sum(window.Length, magnitude), magnitude);
        }

        return output;
    }

    public override Volume Backward(Volume gradient)
    {
        var result = input.Like();
        foreach (var (at, window) in PoolingWindows.Of(spec.Window, input, output))
        {
            double divisor = Divisor(at, window.Length);
            foreach (int from in window)
            {
                result.Values[from] += gradient.Values[at] / divisor;
                result.Errors[from] += (gradient.Errors[at] + (3 * Rounding.Unit * Math.Abs(gradient.Values[at]))) / divisor;
            }
        }

        return result;
    }

    // PyTorch: with count_include_pad the padding counts, but what ceil mode lets hang over the padding does not.
    private double Divisor(int at, int inside)
    {
        if (!spec.CountIncludePad)
        {
            return inside;
        }

        int x = at % output.Width * spec.Window.StrideWidth;
        int y = at / output.Width % output.Height * spec.Window.StrideHeight;
        int height = Math.Min(spec.Window.KernelHeight, input.Height + (2 * spec.Window.PaddingHeight) - y);
        int width = Math.Min(spec.Window.KernelWidth, input.Width + (2 * spec.Window.PaddingWidth) - x);
        return height * width;
    }
}

internal static class PoolingWindows
{
    /// <summary>For each output the inputs of its window, first rows first.</summary>
    public static IEnumerable<(int Output, int[] Inputs)> Of(Window window, Volume input, Volume output)
    {
        for (int at = 0; at < output.Values.Length; at++)
        {
            int x = at % output.Width;
            int y = at / output.Width % output.Height;
            int plane = at / output.Positions * input.Positions;
            yield return (at, [.. window.Taps(y, x, input.Height, input.Width).Select(tap => plane + (tap.Y * input.Width) + tap.X)]);
        }
    }
}
