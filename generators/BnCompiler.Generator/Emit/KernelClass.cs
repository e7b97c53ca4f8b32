using BnCompiler.Generator.Emit.Kernels;
using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Emit;

/// <summary>The class of all kernels of a program that have one text.</summary>
/// <param name="name">Its name.</param>
/// <param name="text">The text, with the sizes of the first kernel.</param>
/// <param name="formula">What the kernel computes.</param>
internal sealed class KernelClass(string name, KernelText text, string formula)
{
    private const int MostLayersNamed = 6;

    private readonly Dictionary<Kernel, KernelText> kernels = [];
    private readonly List<string> layers = [];
    private bool[]? varies;

    public string Name => name;

    private bool[] Varies => varies ??=
        [.. Enumerable.Range(0, text.Sizes.Length).Select(index => kernels.Values.Any(other => other.Sizes[index].Value != text.Sizes[index].Value))];

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

    public void Write(CodeWriter writer) => text.WriteClass(writer, "file", name, $"{Users()}: {formula}.", index => Varies[index]);

    private string Users() => layers.Count <= MostLayersNamed
        ? string.Join(", ", layers)
        : $"{string.Join(", ", layers.Take(MostLayersNamed))} and {Literal.Int(layers.Count - MostLayersNamed)} more";
}
