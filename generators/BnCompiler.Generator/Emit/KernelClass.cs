using BnCompiler.Generator.Emit.Kernels;
using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Emit;

/// <summary>The nested class of all kernels that have one text.</summary>
/// <param name="name">Its name.</param>
/// <param name="text">The text, with the sizes of the first kernel.</param>
/// <param name="formula">What the kernel computes.</param>
internal sealed class KernelClass(string name, KernelText text, string formula)
{
    private const int MostLayersNamed = 6;
    private const int LongestConstantLine = 140;

    private readonly Dictionary<Kernel, KernelText> kernels = [];
    private readonly List<string> layers = [];
    private bool[]? varies;

    public string Name => name;

    private bool[] Varies => varies ??=
        [.. Enumerable.Range(0, text.Sizes.Count).Select(index => kernels.Values.Any(other => other.Sizes[index].Value != text.Sizes[index].Value))];

    /// <summary>The name of the type that stands for a size.</summary>
    public static string SizeType(int size) => size < 0 ? "SM" + Literal.Int(-size) : "S" + Literal.Int(size);

    public void Add(Kernel kernel, KernelText itsText) => kernels.Add(kernel, itsText);

    public void UsedBy(string layer)
    {
        if (!layers.Contains(layer))
        {
            layers.Add(layer);
        }
    }

    /// <summary>The sizes of a kernel that are type arguments.</summary>
    public IEnumerable<KernelSize> TypedSizes(Kernel kernel) => kernels[kernel].Sizes.Where((_, index) => Varies[index]);

    public void Write(CodeWriter writer)
    {
        var typed = text.Sizes.Where((_, index) => Varies[index]).ToList();
        writer.Summary($"{Users()}: {formula}.");
        string parameters = typed.Count == 0 ? "" : $"<{string.Join(", ", typed.Select(size => "T" + size.Name))}>";
        string constraints = string.Concat(typed.Select(size => $"\n    where T{size.Name} : struct, ISize"));
        using (writer.Block($"private static class {name}{parameters}{constraints}"))
        {
            WriteConstants(writer);
            foreach (var size in typed)
            {
                writer.Line($"private static int {size.Name} => T{size.Name}.Value;");
            }

            if (text.Sizes.Count > 0)
            {
                writer.Line();
            }

            writer.Lines(text.Members.TrimEnd('\n'));
        }
    }

    private void WriteConstants(CodeWriter writer)
    {
        string line = "";
        foreach (var size in text.Sizes.Where((_, index) => !Varies[index]))
        {
            string constant = $"{size.Name} = {Literal.Int(size.Value)}";
            if (line.Length > 0 && line.Length + constant.Length > LongestConstantLine)
            {
                writer.Line($"private const int {line};");
                line = "";
            }

            line += line.Length == 0 ? constant : ", " + constant;
        }

        if (line.Length > 0)
        {
            writer.Line($"private const int {line};");
        }
    }

    private string Users() => layers.Count <= MostLayersNamed
        ? string.Join(", ", layers)
        : $"{string.Join(", ", layers.Take(MostLayersNamed))} and {Literal.Int(layers.Count - MostLayersNamed)} more";
}
