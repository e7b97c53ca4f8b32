using System.Collections;
using System.Collections.Immutable;
using System.Reflection;
using System.Resources;
using BnCompiler.Runtime;

namespace BnCompiler;

/// <summary>
/// The parameters and running statistics of one network, by name and in one block of floats that is aligned to 64 bytes and never moves.
/// Not synchronised: do not read while another thread trains or loads.
/// </summary>
public sealed class ParameterSet : IReadOnlyList<Parameter>
{
    private readonly ImmutableArray<Parameter> _parameters;
    private readonly AlignedMemory<float> _memory;

    // Drawing what a file replaces at once would be a good part of a program's start, so it waits until somebody sees the values.
    private volatile bool _isSeen;
    private StartValues? _start;

    /// <summary>Allocates the block of a layout, filled with zeros.</summary>
    /// <param name="layout">What lies where.</param>
    public ParameterSet(ParameterLayout layout)
    {
        ArgumentNullException.ThrowIfNull(layout);
        Layout = layout;
        _memory = new AlignedMemory<float>(layout.TotalLength);
        _parameters = [.. layout.Parameters.Select(definition => new Parameter(this, definition))];
    }

    /// <summary>What lies where, and what was eliminated.</summary>
    public ParameterLayout Layout { get; }

    /// <summary>All values, gaps included.</summary>
    public Span<float> Block => Memory.Span;

    /// <summary>The values that optimisers change, gaps included: the start of <see cref="Block"/>.</summary>
    public Span<float> Trainable => Block[..Layout.TrainableLength];

    /// <summary><see cref="Block"/> for code that cannot hold a span.</summary>
    internal Memory<float> Memory
    {
        get
        {
            if (!_isSeen)
            {
                Show();
            }

            return _memory.Memory;
        }
    }

    /// <summary>Whether nobody has seen the values yet.</summary>
    internal bool IsUnseen => !_isSeen;

    /// <summary>The number of parameters and running statistics.</summary>
    public int Count => _parameters.Length;

    /// <summary>The parameter at an index of <see cref="ParameterLayout.Parameters"/>.</summary>
    /// <param name="index">From 0 up to but not including <see cref="Count"/>.</param>
    public Parameter this[int index] => _parameters[index];

    /// <summary>The values of a parameter, or an empty span where there is none of that name.</summary>
    internal ReadOnlySpan<float> ValuesOrNone(string name) => Layout.IndexOf(name) is >= 0 and int index ? _parameters[index].Values : [];

    /// <summary>The parameter with a tensor name such as <c>conv1.weight</c>.</summary>
    /// <param name="name">The tensor name.</param>
    /// <exception cref="KeyNotFoundException">There is none; the message lists the names there are.</exception>
    public Parameter this[string name]
    {
        get
        {
            ArgumentNullException.ThrowIfNull(name);
            int index = Layout.IndexOf(name);
            return index >= 0 ? _parameters[index] : throw new KeyNotFoundException(NoSuchName(name));
        }
    }

    /// <summary>Sets every value to what training starts from; each weight draws from a random stream of its own. The first values of a set are drawn when they are
    /// first read, unless a file replaces them before.</summary>
    /// <param name="seed">The same seed gives the same values.</param>
    /// <param name="weights">The distribution of the weights.</param>
    public void Initialize(int seed, Initializer weights = Initializer.HeUniform)
    {
        if (!Enum.IsDefined(weights))
        {
            throw new ArgumentOutOfRangeException(nameof(weights), weights, "Not a member of Initializer.");
        }

        foreach (Parameter parameter in _parameters)
        {
            Initialization.Check(parameter, weights);
        }

        _start = new StartValues(seed, weights);
        if (_isSeen)
        {
            Draw();
        }
    }

    /// <summary>Hands the memory of values that nobody has seen to what sets every one of them. If it throws, they are unseen still, and as they were.</summary>
    internal void SetUnseen(Action<Memory<float>> fill)
    {
        try
        {
            fill(_memory.Memory);
        }
        catch
        {
            _memory.Span.Clear();
            throw;
        }

        _start = null;
    }

    /// <summary>Draws what <see cref="Initialize"/> left to be drawn, once: several threads may be the first to read.</summary>
    private void Show()
    {
        lock (_memory)
        {
            if (!_isSeen)
            {
                Draw();
                _isSeen = true;
            }
        }
    }

    private void Draw()
    {
        if (_start is not { } start)
        {
            return;
        }

        for (int index = 0; index < _parameters.Length; index++)
        {
            Parameter parameter = _parameters[index];
            Initialization.Fill(parameter, _memory.Span.Slice(parameter.Offset, parameter.Length), start.Weights, start.Seed, index);
        }

        _start = null;
    }

    /// <summary>Takes all values of another set with the same layout.</summary>
    /// <param name="source">Where the values come from.</param>
    /// <exception cref="ArgumentException">Its layout differs.</exception>
    public void CopyFrom(ParameterSet source)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (!Layout.IsSameAs(source.Layout))
        {
            throw new ArgumentException(
                $"The parameters of {source.Layout.NetworkName} do not have the names, shapes and places of those of {Layout.NetworkName}.", nameof(source));
        }

        source.Block.CopyTo(Block);
    }

    /// <summary>Writes all values to a safetensors file, with PyTorch's names and layouts. The file is replaced as a whole.</summary>
    /// <param name="path">The file; its directory must exist.</param>
    /// <param name="options">What else it holds; null for the defaults.</param>
    public void Save(string path, SaveOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ParameterFile.Save(this, path, options);
    }

    /// <summary>Writes all values to a stream as a safetensors file.</summary>
    /// <param name="stream">Stays open.</param>
    /// <param name="options">What else it holds; null for the defaults.</param>
    public void Save(Stream stream, SaveOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ParameterFile.Save(this, stream, options);
    }

    /// <summary>
    /// Takes all values from a safetensors file. A bias that the compiler eliminated may be in the file: it is absorbed into the running means,
    /// so that the network computes the same. On any exception the values are as they were.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="options">What is accepted; null for the defaults.</param>
    /// <exception cref="SafeTensorsException">The file breaks the format's rules.</exception>
    /// <exception cref="ParameterMismatchException">Its tensors are not those of the network; lists all that differ.</exception>
    public void Load(string path, LoadOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ParameterFile.Load(this, path, options);
    }

    /// <summary>Takes all values from a stream that holds a safetensors file from its position to its end.</summary>
    /// <param name="stream">Stays open.</param>
    /// <param name="options">What is accepted; null for the defaults.</param>
    /// <exception cref="SafeTensorsException">The data breaks the format's rules.</exception>
    /// <exception cref="ParameterMismatchException">Its tensors are not those of the network; lists all that differ.</exception>
    public void Load(Stream stream, LoadOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ParameterFile.Load(this, stream, options);
    }

    /// <summary>
    /// Takes all values from a safetensors file that is embedded in an assembly (<c>EmbeddedResource</c>). It is read where the assembly lies in memory, each value once
    /// and straight into its place where the network's values are still to be drawn.
    /// </summary>
    /// <param name="assembly">The assembly, such as <c>typeof(Net).Assembly</c>.</param>
    /// <param name="resourceName">The name of the resource: the <c>LogicalName</c> of its <c>EmbeddedResource</c>.</param>
    /// <param name="options">What is accepted; null for the defaults.</param>
    /// <exception cref="MissingManifestResourceException">The assembly has no such resource; the message lists those it has.</exception>
    /// <exception cref="SafeTensorsException">The resource breaks the format's rules.</exception>
    /// <exception cref="ParameterMismatchException">Its tensors are not those of the network; lists all that differ.</exception>
    public void Load(Assembly assembly, string resourceName, LoadOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        ArgumentException.ThrowIfNullOrEmpty(resourceName);
        ParameterFile.Load(this, assembly, resourceName, options);
    }

    /// <inheritdoc/>
    public IEnumerator<Parameter> GetEnumerator() => _parameters.AsEnumerable().GetEnumerator();

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private sealed record StartValues(int Seed, Initializer Weights);

    private string NoSuchName(string name)
    {
        EliminatedParameter? eliminated = Layout.Eliminated.FirstOrDefault(parameter => parameter.Name == name);
        return eliminated is null
            ? $"{Layout.NetworkName} has no parameter '{name}'. It has: {string.Join(", ", _parameters.Select(parameter => parameter.Name))}."
            : $"'{name}' of {Layout.NetworkName} was eliminated: {eliminated.Reason}";
    }
}
