using BnCompiler.Generator.Emit.Kernels;
using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Emit;

/// <summary>
/// The kernels of one emitted class. Kernels of one text share a nested class, named after the first layer that uses it: sizes that all of them agree on are its
/// constants, the others its type parameters, which are constants to the JIT as well.
/// </summary>
internal sealed class KernelSet
{
    private readonly Dictionary<Kernel, KernelClass> byKernel = [];
    private readonly List<KernelClass> classes = [];

    public KernelSet(IEnumerable<Step> steps, Names names)
    {
        var byText = new Dictionary<(string Members, string SizeNames), KernelClass>();
        var used = new HashSet<string>(StringComparer.Ordinal);
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
    }

    /// <summary>Adds the name of the method to call for a kernel.</summary>
    public void AddMethod(CallText text, Kernel kernel)
    {
        var sharing = byKernel[kernel];
        text.Add(sharing.Name);
        string separator = "<";
        foreach (var size in sharing.TypedSizes(kernel))
        {
            text.Add(separator).Add(new CallNumber(size.Name, size.Value, KernelClass.SizeType(size.Value), IsType: true));
            separator = ", ";
        }

        text.Add(separator == "<" ? "." : ">.").Add(KernelWriter.EntryPoint);
    }

    public void Write(CodeWriter writer)
    {
        foreach (var kernelClass in classes)
        {
            writer.Line();
            kernelClass.Write(writer);
        }

        int[] typed = [.. byKernel.SelectMany(pair => pair.Value.TypedSizes(pair.Key)).Select(size => size.Value).Distinct().OrderBy(size => size)];
        if (typed.Length > 0)
        {
            writer.Line();
            foreach (int size in typed)
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
