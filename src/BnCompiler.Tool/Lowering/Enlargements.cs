using BnCompiler.Tool.Declaring;

namespace BnCompiler.Tool.Lowering;

/// <summary>Enlarging images by repeating their values.</summary>
internal static class Enlargements
{
    /// <summary>The value as an image with an axis as its rows, or as its columns where it already is one with that axis last.</summary>
    public static Value ImageAround(this LayerStack stack, Signal signal, int axis, out bool isColumns)
    {
        isColumns = signal.Sizes.Length == 3 && axis == 2;
        return isColumns ? stack.View(signal.Value, signal.Sizes) : stack.AroundAxis(signal, axis);
    }

    /// <param name="mode">The option that says how; none for repeating.</param>
    public static Value Enlarge(this LayerStack stack, Value image, int rows, int columns, params string[] mode) => stack.Add(
        "Upsample", image, [image.Shape[0], image.Shape[1] * rows, image.Shape[2] * columns],
        rows == columns ? [$"{rows}"] : ["1"],
        [.. rows == columns || rows == 1 ? Array.Empty<string>() : [$"ScaleHeight = {rows}"], .. rows == columns || columns == 1 ? Array.Empty<string>() : [$"ScaleWidth = {columns}"], .. mode]);

    /// <summary>The last two layers as one, where they enlarge rows and then columns of the same image.</summary>
    public static Value? TryMergeUpsamples(this LayerStack stack, Value value)
    {
        var columns = stack[value];
        var rows = stack.Layers[columns.Inputs[0]];
        var image = stack.Layers[rows.Inputs[0]];
        if (rows.Shape[1] == image.Shape[1] || rows.Shape[2] != image.Shape[2] || columns.Shape[1] != rows.Shape[1])
        {
            return null;
        }

        return stack.Enlarge(new Value(rows.Inputs[0], image.Shape), columns.Shape[1] / image.Shape[1], columns.Shape[2] / image.Shape[2]);
    }
}
