using System.Collections.Immutable;
using BnCompiler.Generator.Emit.Kernels;
using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Emit;

/// <summary>The kernels of one program: how they are called, and which types its file has for them.</summary>
internal abstract class KernelSet
{
    /// <summary>The kernels that steps call.</summary>
    protected static IEnumerable<(Kernel Kernel, Step Step)> KernelsOf(IEnumerable<Step> steps) =>
        steps.SelectMany(step => step.Singly).Where(step => step.Kernel is not RuntimeKernel).Select(step => (step.Kernel, step));

    // What a reader still wants to have at hand, below the program that calls it.
    private const int MostOwnText = 175_000;

    /// <summary>Kernels of their own for programs with little text, so that sizes are plain constants; those of the library for the others.</summary>
    /// <param name="programs">The steps of a network's programs.</param>
    /// <param name="names">C# names of its layers.</param>
    public static ImmutableArray<KernelSet> For(IReadOnlyCollection<ImmutableArray<Step>> programs, Names names)
    {
        int text = programs.Sum(steps => KernelsOf(steps).Select(pair => KernelTexts.Of(pair.Kernel)).Distinct().GroupBy(each => each.Hash).Sum(group => group.First().Key.Length));
        return [.. programs.Select(steps => text <= MostOwnText ? (KernelSet)new OwnKernels(steps, names) : new SharedKernels(steps))];
    }

    /// <summary>Adds the name of the method to call for a kernel.</summary>
    public void AddMethod(CallText text, Kernel kernel)
    {
        var (name, sizes) = ClassOf(kernel);
        text.Add(name);
        string separator = "<";
        foreach (var size in sizes)
        {
            text.Add(separator).Add(new CallNumber(size.Name, size.Value, SizeTypes.NameOf(size.Value), IsType: true));
            separator = ", ";
        }

        text.Add(separator == "<" ? "." : ">.").Add(KernelWriter.EntryPoint);
    }

    /// <summary>Names of the types behind the network's class that a method in it would hide.</summary>
    public virtual IEnumerable<string> ClassNames => [];

    /// <summary>Writes the types behind the network's class.</summary>
    public abstract void Write(CodeWriter writer);

    /// <summary>The class of a kernel, and the sizes that are its type arguments.</summary>
    protected abstract (string Name, IEnumerable<KernelSize> TypedSizes) ClassOf(Kernel kernel);
}

/// <summary>
/// Kernels in the file of their program. Those of one text are one class, named after the first layer that uses it: sizes that all of them agree on are its constants,
/// the others its type parameters, which are constants to the JIT as well.
/// </summary>
internal sealed class OwnKernels : KernelSet
{
    private readonly Dictionary<Kernel, KernelClass> byKernel = [];
    private readonly List<KernelClass> classes = [];

    public OwnKernels(IEnumerable<Step> steps, Names names)
    {
        var byText = new Dictionary<string, KernelClass>(StringComparer.Ordinal);
        var used = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (kernel, step) in KernelsOf(steps))
        {
            if (!byKernel.TryGetValue(kernel, out var sharing))
            {
                var text = KernelTexts.Of(kernel);
                if (!byText.TryGetValue(text.Key, out sharing))
                {
                    sharing = new KernelClass(Names.Unique(names.Of(step.Layer) + kernel.Role, used), text, step.Formula);
                    byText.Add(text.Key, sharing);
                    classes.Add(sharing);
                }

                sharing.Add(kernel, text);
                byKernel.Add(kernel, sharing);
            }

            sharing.UsedBy(step.Layer);
        }
    }

    public override IEnumerable<string> ClassNames => classes.Select(kernelClass => kernelClass.Name);

    public override void Write(CodeWriter writer)
    {
        foreach (var kernelClass in classes)
        {
            writer.Line();
            kernelClass.Write(writer);
        }

        SizeTypes.Write(writer, "file", byKernel.SelectMany(pair => pair.Value.TypedSizes(pair.Key)).Select(size => size.Value));
    }

    protected override (string Name, IEnumerable<KernelSize> TypedSizes) ClassOf(Kernel kernel)
    {
        var shared = byKernel[kernel];
        return (shared.Name, shared.TypedSizes(kernel));
    }
}

/// <summary>
/// Kernels that all large networks of a compilation share, in a file of their own (<see cref="KernelLibrary"/>). Every size is a type parameter, and a class is called by what
/// its kernels do and the hash of its text, so that no network's text depends on another network.
/// </summary>
internal sealed class SharedKernels(IEnumerable<Step> steps) : KernelSet
{
    private readonly Dictionary<Kernel, (string Name, KernelText Text)> kernels = Classes(steps);

    /// <summary>The classes that the program calls.</summary>
    public IEnumerable<KernelSource> Sources(string assembly) => kernels
        .GroupBy(entry => entry.Value.Name, StringComparer.Ordinal)
        .Select(group => KernelSource.Of(assembly, group.First().Key, [.. group.Select(entry => entry.Value.Text)]));

    /// <summary>Nothing: the classes and the types of sizes are in the library.</summary>
    public override void Write(CodeWriter writer)
    {
    }

    protected override (string Name, IEnumerable<KernelSize> TypedSizes) ClassOf(Kernel kernel)
    {
        var (name, text) = kernels[kernel];
        return (name, text.Sizes);
    }

    private static Dictionary<Kernel, (string Name, KernelText Text)> Classes(IEnumerable<Step> steps)
    {
        var classes = new Dictionary<Kernel, (string Name, KernelText Text)>();
        foreach (var (kernel, _) in KernelsOf(steps))
        {
            if (!classes.ContainsKey(kernel))
            {
                var text = KernelTexts.Of(kernel);
                classes.Add(kernel, (KernelSource.NameOf(kernel, text), text));
            }
        }

        return classes;
    }
}
