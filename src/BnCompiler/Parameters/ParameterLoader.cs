using System.Collections.Immutable;

namespace BnCompiler;

/// <summary>Takes the tensors of one file into one parameter set, all or nothing.</summary>
internal sealed class ParameterLoader : IAbsorptionTarget
{
    private readonly ParameterSet _parameters;
    private readonly SafeTensorsFile _file;
    private readonly LoadOptions _options;
    private readonly NamedTensors _tensors;
    private readonly ImmutableArray<string>.Builder _problems = ImmutableArray.CreateBuilder<string>();
    private readonly Dictionary<string, double[]> _means = new(StringComparer.Ordinal);
    private Memory<float> _staged;

    private ParameterLoader(ParameterSet parameters, SafeTensorsFile file, LoadOptions options)
    {
        _parameters = parameters;
        _file = file;
        _options = options;
        _tensors = new NamedTensors(file, options, _problems);
    }

    private ParameterLayout Layout => _parameters.Layout;

    public static void Load(ParameterSet parameters, SafeTensorsFile file, LoadOptions? options)
    {
        ParameterLoader loader = new(parameters, file, options ?? new LoadOptions());
        loader.CheckNames();
        loader.ThrowIfAnyProblem();
        if (parameters.IsUnseen && loader.HasEverything)
        {
            parameters.SetUnseen(loader.ReadInto);
            return;
        }

        float[] staged = parameters.Block.ToArray();
        loader.ReadInto(staged);
        staged.CopyTo(parameters.Block);
    }

    /// <summary>Whether the file has every parameter of the network.</summary>
    private bool HasEverything => Layout.Parameters.All(definition => _tensors.Find(definition.Name) is not null);

    private void ReadInto(Memory<float> staged)
    {
        _staged = staged;
        ReadParameters();
        ReadEliminated();
        RoundMeans();
        ThrowIfAnyProblem();
    }

    public (double[] Values, ImmutableArray<int> Shape) Weight(string name)
    {
        ParameterDefinition definition = Find(name, ParameterKind.Weight);
        return (Array.ConvertAll(Staged(definition).ToArray(), value => (double)value), definition.Shape);
    }

    public void SubtractFromRunningMean(string name, int offset, ReadOnlySpan<double> values)
    {
        double[] mean = Mean(Find(name, ParameterKind.RunningMean));
        if (offset > mean.Length - values.Length)
        {
            throw new InvalidOperationException(
                $"{Layout.NetworkName}: {values.Length} constants arrive at channel {offset} of '{name}', which has {mean.Length}.");
        }

        for (int channel = 0; channel < values.Length; channel++)
        {
            mean[offset + channel] -= values[channel];
        }
    }

    private void CheckNames()
    {
        foreach (ParameterDefinition definition in Layout.Parameters)
        {
            if (_tensors.Find(definition.Name) is { } entry)
            {
                CheckTensor(entry, definition.Shape);
            }
            else if (_options.Strict)
            {
                _problems.Add($"missing: '{ExpectedName(definition.Name)}' {ShapeText.Format(definition.Shape.AsSpan())}");
            }
        }

        Dictionary<string, EliminatedParameter> eliminated = Layout.Eliminated.ToDictionary(parameter => parameter.Name, StringComparer.Ordinal);
        foreach ((string name, SafeTensorsEntry entry) in _tensors.All)
        {
            if (eliminated.TryGetValue(name, out EliminatedParameter? parameter))
            {
                CheckTensor(entry, parameter.Shape);
            }
            else if (_options.Strict && Layout.IndexOf(name) < 0 && !IsBatchCounter(name))
            {
                _problems.Add($"unexpected: '{entry.Name}' {ShapeText.Format(entry.Shape.AsSpan())}{(_options.Rename is null ? "" : $", renamed to '{name}'")}");
            }
        }
    }

    /// <summary>What the file would call a tensor of the network; what it is renamed from is not known.</summary>
    private string ExpectedName(string name) => _options.Rename is null ? _options.Prefix + name : name;

    /// <summary>PyTorch counts the batches of a BatchNorm in an integer that nothing reads while the momentum is a number.</summary>
    private static bool IsBatchCounter(string name) =>
        name == "num_batches_tracked" || name.EndsWith(".num_batches_tracked", StringComparison.Ordinal);

    private void CheckTensor(SafeTensorsEntry entry, ImmutableArray<int> shape)
    {
        if (!entry.Shape.AsSpan().SequenceEqual(shape.Select(size => (long)size).ToArray()))
        {
            _problems.Add($"misshapen: '{entry.Name}' is {ShapeText.Format(entry.Shape.AsSpan())}, expected {ShapeText.Format(shape.AsSpan())}");
        }
        else if (!entry.DataType.IsReadable())
        {
            _problems.Add($"of the wrong type: '{entry.Name}' is {entry.DataType}, expected F32, F16, BF16 or F64");
        }
    }

    private void ReadParameters()
    {
        foreach (ParameterDefinition definition in Layout.Parameters)
        {
            if (_tensors.Find(definition.Name) is { } entry)
            {
                _file.ReadSingles(entry, Staged(definition));
                CheckFinite(entry.Name, Staged(definition));
            }
        }
    }

    private void ReadEliminated()
    {
        foreach (EliminatedParameter eliminated in Layout.Eliminated)
        {
            if (_tensors.Find(eliminated.Name) is { } entry)
            {
                double[] values = new double[eliminated.Length];
                _file.ReadDoubles(entry, values);
                CheckFinite(entry.Name, Array.ConvertAll(values, value => (float)value));
                if (values.AsSpan().ContainsAnyExcept(0))
                {
                    eliminated.Absorption.Apply(values, this);
                }
            }
        }
    }

    private void RoundMeans()
    {
        foreach ((string name, double[] mean) in _means)
        {
            Span<float> staged = Staged(Layout.Parameters[Layout.IndexOf(name)]);
            for (int channel = 0; channel < mean.Length; channel++)
            {
                staged[channel] = (float)mean[channel];
            }

            CheckFinite(ExpectedName(name), staged);
        }
    }

    private void CheckFinite(string name, ReadOnlySpan<float> values)
    {
        if (!_options.RejectNonFinite || NonFinite.IndexIn(values) is not (>= 0 and int index))
        {
            return;
        }

        string problem = FormattableString.Invariant($"not finite: '{name}' holds {values[index]} at index {index}");
        if (!_problems.Contains(problem))
        {
            _problems.Add(problem);
        }
    }

    private void ThrowIfAnyProblem()
    {
        if (_problems.Count > 0)
        {
            throw new ParameterMismatchException(Layout.NetworkName, _problems.ToImmutable());
        }
    }

    private Span<float> Staged(ParameterDefinition definition) => _staged.Span.Slice(definition.Offset, definition.Length);

    /// <summary>A running mean in double, from the file where it has it, so that it is rounded once.</summary>
    private double[] Mean(ParameterDefinition definition)
    {
        if (!_means.TryGetValue(definition.Name, out double[]? mean))
        {
            mean = Array.ConvertAll(Staged(definition).ToArray(), value => (double)value);
            if (_tensors.Find(definition.Name) is { } entry)
            {
                _file.ReadDoubles(entry, mean);
            }

            _means.Add(definition.Name, mean);
        }

        return mean;
    }

    private ParameterDefinition Find(string name, ParameterKind kind)
    {
        int index = Layout.IndexOf(name);
        return index >= 0 && Layout.Parameters[index].Kind == kind
            ? Layout.Parameters[index]
            : throw new InvalidOperationException($"{Layout.NetworkName}: an absorption names '{name}', which is no {kind} of the network.");
    }
}
