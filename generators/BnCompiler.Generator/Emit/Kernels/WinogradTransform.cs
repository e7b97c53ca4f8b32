namespace BnCompiler.Generator.Emit.Kernels;

/// <summary>
/// The lines of Winograd's transforms along one axis, with common terms computed once. F(2, 3) evaluates at the points 0, ±1 and ∞, F(4, 3) at 0, ±1, ±2 and ∞
/// (Lavin and Gray, 2015).
/// </summary>
/// <param name="writer">Where to write.</param>
/// <param name="size">Outputs of a square along the axis.</param>
internal sealed class WinogradTransform(KernelWriter writer, int size)
{
    /// <summary>The method that transforms a square of inputs.</summary>
    public const string InputMethod = "TransformInput";

    /// <summary>The method that transforms a square of the result's gradient.</summary>
    public const string GradientMethod = "TransformGradient";

    /// <summary>Writes the constants that <see cref="Input"/> reads.</summary>
    private void WriteInputConstants() => WriteConstants(size == 4 ? [("two", 2), ("minusTwo", -2), ("four", 4), ("minusFour", -4), ("minusFive", -5)] : []);

    /// <summary>Writes the constants that <see cref="Output"/> reads.</summary>
    public void WriteOutputConstants() => WriteConstants(size == 4 ? [("two", 2), ("four", 4), ("eight", 8)] : []);

    /// <summary>Writes the constants that <see cref="Gradient"/> reads.</summary>
    private void WriteGradientConstants() => WriteConstants(size == 4 ? [("two", 2), ("four", 4)] : []);

    /// <summary>Writes the method <see cref="InputMethod"/>: Bᵀ·x·B of one square of inputs, all channels.</summary>
    public void WriteInputMethod()
    {
        using var method = writer.Method($"Bᵀ·x·B of {size + 2} × {size + 2} positions.", InputMethod, ["ref float square", "ref float transformed"]);
        WriteInputConstants();
        WriteSquare(size + 2, "Channels", "Input", "InputsLength", Input);
    }

    /// <summary>Writes the method <see cref="GradientMethod"/>: A·dy·Aᵀ of one square of the result's gradient, all channels.</summary>
    public void WriteGradientMethod()
    {
        using var method = writer.Method($"A·dy·Aᵀ of {size} × {size} positions.", GradientMethod, ["ref float square", "ref float transformed"]);
        WriteGradientConstants();
        WriteSquare(size, "Outputs", "Output", "GradientsLength", Gradient);
    }

    /// <summary>Writes the loop over channels that transforms a square along both axes and stores each result at its place.</summary>
    private void WriteSquare(int positions, string channels, string image, string placeLength, Func<int, string[], string, string[]> transform)
    {
        using var loop = writer.Block($"for (int c = 0; c < {channels}; c += TSimd.Lanes)");
        string[][] columns = [.. Enumerable.Range(0, positions).Select(column => transform(
            column,
            Declared(column, Enumerable.Range(0, positions).Select(row => $"TSimd.Load(ref square, {At(row, image + "RowStride", column, image + "Pitch")})"), "d"),
            "t"))];
        for (int row = 0; row < size + 2; row++)
        {
            string[] results = transform(row, [.. columns.Select(column => column[row])], "v");
            for (int column = 0; column < size + 2; column++)
            {
                writer.Line($"TSimd.Store({results[column]}, ref transformed, {At((row * (size + 2)) + column, placeLength, 0, "")});");
            }
        }
    }

    /// <summary>The channels from <c>c</c> on at a position, as an expression.</summary>
    public static string At(int row, string rowStride, int column, string columnStep)
    {
        string[] terms = [.. new[] { TileText.Multiple(row, rowStride), TileText.Multiple(column, columnStep) }.Where(term => term != "0")];
        return string.Concat(terms.Select(term => (term.Contains('*') ? $"({term})" : term) + " + ")) + "c";
    }

    /// <summary>Writes variables, and returns their names.</summary>
    /// <param name="line">The line's number, which is part of the names.</param>
    /// <param name="expressions">Their values.</param>
    /// <param name="name">What their names begin with.</param>
    public string[] Declared(int line, IEnumerable<string> expressions, string name)
    {
        string[] values = [.. expressions];
        string[] names = [.. values.Select((_, index) => $"{name}{Literal.Int(line)}{Literal.Int(index)}")];
        writer.Line($"TVector {string.Join(", ", names.Zip(values, (variable, value) => $"{variable} = {value}"))};");
        return names;
    }

    /// <summary>Writes Bᵀ·d for one line, and returns the names of its results.</summary>
    /// <param name="line">The line's number, which is part of the names.</param>
    /// <param name="d">Variables that hold the line.</param>
    /// <param name="result">What the names of the results begin with.</param>
    private string[] Input(int line, string[] d, string result)
    {
        if (size == 2)
        {
            return Declared(line, [Subtract(d[0], d[2]), Add(d[1], d[2]), Subtract(d[2], d[1]), Subtract(d[1], d[3])], result);
        }

        string[] parts = Declared(
            line,
            [MultiplyAdd(d[2], "minusFour", d[4]), MultiplyAdd(d[1], "minusFour", d[3]), Subtract(d[4], d[2]), Subtract(d[3], d[1])],
            result + "Part");
        return Declared(
            line,
            [
                MultiplyAdd(d[0], "four", MultiplyAdd(d[2], "minusFive", d[4])),
                Add(parts[0], parts[1]), Subtract(parts[0], parts[1]),
                MultiplyAdd(parts[3], "two", parts[2]), MultiplyAdd(parts[3], "minusTwo", parts[2]),
                MultiplyAdd(d[1], "four", MultiplyAdd(d[3], "minusFive", d[5])),
            ],
            result);
    }

    /// <summary>Writes Aᵀ·m for one line, and returns the names of its results.</summary>
    /// <param name="line">The line's number, which is part of the names.</param>
    /// <param name="m">Variables that hold the line.</param>
    /// <param name="result">What the names of the results begin with.</param>
    public string[] Output(int line, string[] m, string result)
    {
        if (size == 2)
        {
            return Declared(line, [Add(Add(m[0], m[1]), m[2]), Subtract(Subtract(m[1], m[2]), m[3])], result);
        }

        string[] parts = Declared(line, [Add(m[1], m[2]), Subtract(m[1], m[2]), Add(m[3], m[4]), Subtract(m[3], m[4])], result + "Part");
        return Declared(
            line,
            [
                Add(Add(m[0], parts[0]), parts[2]), MultiplyAdd(parts[3], "two", parts[1]),
                MultiplyAdd(parts[2], "four", parts[0]), Add(MultiplyAdd(parts[3], "eight", parts[1]), m[5]),
            ],
            result);
    }

    /// <summary>Writes A·g for one line, and returns the names of its results.</summary>
    /// <param name="line">The line's number, which is part of the names.</param>
    /// <param name="g">Variables that hold the line.</param>
    /// <param name="result">What the names of the results begin with.</param>
    private string[] Gradient(int line, string[] g, string result)
    {
        if (size == 2)
        {
            return Declared(line, [g[0], Add(g[0], g[1]), Subtract(g[0], g[1]), Subtract("TSimd.Zero", g[1])], result);
        }

        string[] parts = Declared(
            line,
            [Add(g[0], g[2]), Add(g[1], g[3]), MultiplyAdd(g[2], "four", g[0]), $"TSimd.Multiply(two, {MultiplyAdd(g[3], "four", g[1])})"],
            result + "Part");
        return Declared(
            line,
            [g[0], Add(parts[0], parts[1]), Subtract(parts[0], parts[1]), Add(parts[2], parts[3]), Subtract(parts[2], parts[3]), g[3]],
            result);
    }

    private static string Add(string left, string right) => $"TSimd.Add({left}, {right})";

    private static string Subtract(string left, string right) => $"TSimd.Subtract({left}, {right})";

    private static string MultiplyAdd(string left, string right, string addend) => $"TSimd.MultiplyAdd({left}, {right}, {addend})";

    private void WriteConstants((string Name, int Value)[] constants)
    {
        foreach (var (name, value) in constants)
        {
            writer.Line($"TVector {name} = TSimd.Create({Literal.Float(value)});");
        }
    }
}
