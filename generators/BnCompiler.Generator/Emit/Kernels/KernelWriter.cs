using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Emit.Kernels;

/// <summary>
/// Writes the members of one kernel's class. Sizes are registered by name and read in the text by that name, so that kernels which differ
/// in nothing but sizes have the same text and share a class.
/// </summary>
internal sealed class KernelWriter(KernelRange range) : CodeWriter
{
    /// <summary>The method that programs call.</summary>
    public const string EntryPoint = "Run";

    private readonly List<KernelSize> sizes = [];

    /// <summary>Whether the kernel does a worker's share of one sample.</summary>
    public bool TakesShare => range == KernelRange.Share;

    /// <summary>Whether it does some rows of one sample.</summary>
    public bool TakesRows => range == KernelRange.Rows;

    /// <summary>Whether its references point into the one sample that it does.</summary>
    public bool IsOneSample => range != KernelRange.Samples;

    public KernelText Text => new(ToString().TrimEnd('\n'), [.. sizes]);

    /// <summary>Registers a size and returns its name, for the text to read.</summary>
    public string Size(string name, int value)
    {
        var known = sizes.FirstOrDefault(size => size.Name == name);
        if (known is null)
        {
            sizes.Add(new KernelSize(name, value));
        }
        else if (known.Value != value)
        {
            throw new InvalidOperationException($"A kernel's size {name} is {known.Value} and {value}.");
        }

        return name;
    }

    /// <summary>Opens the method that programs call.</summary>
    public Scope Entry(IEnumerable<string> parameters) => Open("public", EntryPoint, parameters);

    /// <summary>Opens a method that others of the kernel call.</summary>
    public Scope Method(string summary, string name, IEnumerable<string> parameters)
    {
        Line();
        Summary(summary);
        return Open("private", name, parameters);
    }

    /// <summary>Opens a method that is compiled into those which call it.</summary>
    public Scope InlinedMethod(string summary, string name, IEnumerable<string> parameters)
    {
        Line();
        Summary(summary);
        return Open("private", name, parameters, "AggressiveInlining");
    }

    private Scope Open(string accessibility, string name, IEnumerable<string> parameters, string options = "AggressiveOptimization")
    {
        Line($"[MethodImpl(MethodImplOptions.{options})]");
        return Block($"""
            {accessibility} static void {name}<TSimd, TVector>({string.Join(", ", parameters)})
                where TSimd : struct, ISimd<TVector>
                where TVector : struct
            """);
    }
}

/// <summary>A number that a kernel's text reads by name.</summary>
internal sealed record KernelSize(string Name, int Value);
