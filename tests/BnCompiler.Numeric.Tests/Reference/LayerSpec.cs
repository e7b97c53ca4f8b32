using System.Globalization;

namespace BnCompiler.Numeric.Tests.Reference;

/// <summary>One layer of a network to test, as the test sees it: it shares nothing with the compiler.</summary>
internal abstract record LayerSpec
{
    /// <summary>The stem of the default name: <c>conv</c> in <c>conv1</c>.</summary>
    public abstract string Stem { get; }

    /// <summary>An explicit name, or null.</summary>
    public string? Name { get; init; }

    /// <summary>The shape of the output, or null where the input does not fit.</summary>
    public virtual Extent? Output(Extent input) => input;

    /// <summary>The attribute as a user writes it.</summary>
    public string Render()
    {
        string arguments = string.Join(", ", Arguments().Concat(Name is null ? [] : [$"Name = \"{Name}\""]));
        return arguments.Length == 0 ? Kind : $"{Kind}({arguments})";
    }

    /// <summary>Smaller layers of the same kind.</summary>
    public virtual IEnumerable<LayerSpec> Shrink() => [];

    public abstract ReferenceLayer Build(string name, Extent input);

    protected string Kind => GetType().Name[..^"Spec".Length];

    protected virtual IEnumerable<string> Arguments() => [];

    protected static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
