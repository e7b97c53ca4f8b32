namespace BnCompiler.Generator.Emit.Kernels;

/// <summary>
/// The lines of Winograd's transforms along one axis, with common terms computed once. F(2, 3) evaluates at the points 0, ±1 and ∞, F(4, 3) at 0, ±1, ±2 and ∞
/// (Lavin and Gray, 2015).
/// </summary>
/// <param name="writer">Where to write.</param>
/// <param name="size">Outputs of a square along the axis.</param>
internal sealed class WinogradTransform(KernelWriter writer, int size)
{
    /// <summary>Writes the constants that <see cref="Input"/> reads.</summary>
    public void WriteInputConstants() => WriteConstants(size == 4 ? [("two", 2), ("minusTwo", -2), ("four", 4), ("minusFour", -4), ("minusFive", -5)] : []);

    /// <summary>Writes the constants that <see cref="Output"/> reads.</summary>
    public void WriteOutputConstants() => WriteConstants(size == 4 ? [("two", 2), ("four", 4), ("eight", 8)] : []);

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
    public string[] Input(int line, string[] d, string result)
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
