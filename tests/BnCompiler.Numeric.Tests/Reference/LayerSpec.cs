using System.Collections.Immutable;
using System.Globalization;

namespace BnCompiler.Numeric.Tests.Reference;

/// <summary>One layer of a network to test, as the test sees it: it shares nothing with the compiler.</summary>
internal abstract record LayerSpec
{
    /// <summary>The stem of the default name: <c>conv</c> in <c>conv1</c>.</summary>
    public abstract string Stem { get; }

    /// <summary>An explicit name, or null.</summary>
    public string? Name { get; init; }

    /// <summary>The layer that it reads, or null for the one before it.</summary>
    public string? From { get; init; }

    /// <summary>The layers that it reads beside that one.</summary>
    public virtual ImmutableArray<string> Others => [];

    /// <summary>Its output channels or features, or null where its input decides them.</summary>
    public virtual int? Outputs => null;

    /// <summary>Whether its value comes from outside of the network.</summary>
    public virtual bool ReadsNothing => false;

    /// <summary>The shape of the output, or null where the input does not fit.</summary>
    public virtual Extent? Output(Extent input) => input;

    /// <summary>The same for a layer of several inputs.</summary>
    public virtual Extent? Output(ImmutableArray<Extent> inputs) => Output(inputs[0]);

    /// <summary>The attribute as a user writes it.</summary>
    public string Render() => Render([.. Arguments()]);

    /// <summary>The attribute of the layer that has a name in a declaration.</summary>
    public virtual string Render(string name) => Render();

    /// <summary>The attribute with a constant in place of the number of <see cref="Outputs"/>.</summary>
    public string RenderWithOutputs(string constant) => Render([constant, .. Arguments().Skip(1)]);

    /// <summary>The layers that it stands for: itself, or those of a block. With their names and the shapes of their outputs.</summary>
    public virtual IEnumerable<(string Name, LayerSpec Layer, Extent Output)> Innermost(string name, ImmutableArray<Extent> inputs) => [(name, this, Output(inputs)!.Value)];

    /// <summary>The same layer with other names for what it reads beside the current value.</summary>
    public virtual LayerSpec ReadingOthers(ImmutableArray<string> names) => this;

    /// <summary>The same layer with another number of <see cref="Outputs"/>.</summary>
    public virtual LayerSpec WithOutputs(int count) => this;

    /// <summary>Smaller layers of the same kind.</summary>
    public virtual IEnumerable<LayerSpec> Shrink() => [];

    public abstract ReferenceLayer Build(string name, Extent input);

    protected virtual string Kind => GetType().Name[..^"Spec".Length];

    /// <summary>The number of <see cref="Outputs"/> comes first where there is one.</summary>
    protected virtual IEnumerable<string> Arguments() => [];

    protected static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private string Render(string[] positional)
    {
        string[] named = [.. Name is null ? Array.Empty<string>() : [$"Name = \"{Name}\""], .. From is null ? Array.Empty<string>() : [$"From = \"{From}\""]];
        string arguments = string.Join(", ", [.. positional, .. named]);
        return arguments.Length == 0 ? Kind : $"{Kind}({arguments})";
    }
}
