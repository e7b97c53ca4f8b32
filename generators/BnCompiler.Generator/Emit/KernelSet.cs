using BnCompiler.Generator.Emit.Kernels;
using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Emit;

/// <summary>
/// The kernels of one emitted class. Kernels of one text share a nested class, named after the first layer that uses it: sizes that all of them agree on are its
/// constants, the others its type parameters, which are constants to the JIT as well.
/// </summary>
internal sealed class KernelSet
{
    private readonly Dictionary<Kernel, string> entryPoints = [];
    private readonly List<KernelClass> classes = [];
    private readonly SortedSet<int> typedSizes = [];

    public KernelSet(IEnumerable<Step> steps, Names names)
    {
        var byText = new Dictionary<(string Members, string SizeNames), KernelClass>();
        var used = new HashSet<string>(StringComparer.Ordinal);
        var byKernel = new Dictionary<Kernel, KernelClass>();
        foreach (var step in steps.Where(step => step.Kernel is not RuntimeKernel))
        {
            if (!byKernel.TryGetValue(step.Kernel, out var sharing))
            {
                var text = KernelEmitters.Write(step.Kernel);
                var key = (text.Members, string.Join(" ", text.Sizes.Select(size => size.Name)));
                if (!byText.TryGetValue(key, out sharing))
                {
                    sharing = new KernelClass(UniqueName(names.Of(step.Layer) + step.Kernel.Role, used), text, step.Formula);
                    byText.Add(key, sharing);
                    classes.Add(sharing);
                }

                sharing.Add(step.Kernel, text);
                byKernel.Add(step.Kernel, sharing);
            }

            sharing.UsedBy(step.Layer);
        }

        foreach (var pair in byKernel)
        {
            entryPoints.Add(pair.Key, $"{pair.Value.TypeOf(pair.Key)}.{KernelWriter.EntryPoint}");
            typedSizes.UnionWith(pair.Value.TypedSizes(pair.Key));
        }
    }

    /// <summary>The method to call for a kernel.</summary>
    public string MethodOf(Kernel kernel) => entryPoints[kernel];

    public void Write(CodeWriter writer)
    {
        foreach (var kernelClass in classes)
        {
            writer.Line();
            kernelClass.Write(writer);
        }

        if (typedSizes.Count > 0)
        {
            writer.Line();
            foreach (int size in typedSizes)
            {
                writer.Line($"private readonly struct {KernelClass.SizeType(size)} : ISize {{ public static int Value => {Literal.Int(size)}; }}");
            }
        }
    }

    private static string UniqueName(string name, HashSet<string> used)
    {
        string unique = name;
        for (int number = 2; !used.Add(unique); number++)
        {
            unique = name + Literal.Int(number);
        }

        return unique;
    }
}
