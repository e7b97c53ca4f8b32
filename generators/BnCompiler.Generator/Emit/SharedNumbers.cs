namespace BnCompiler.Generator.Emit;

/// <summary>A sequence of numbers, one from each of several runs, that becomes a parameter of the method that they share.</summary>
/// <param name="Index">The place of the numbers in each run.</param>
/// <param name="IsType">Whether they are types.</param>
/// <param name="Values">The numbers.</param>
internal sealed record SharedParameter(int Index, bool IsType, int[] Values)
{
    /// <summary>The number of one of the runs as an argument.</summary>
    public string Argument(StepRun run)
    {
        var number = run.Numbers.AsSpan()[Index];
        return IsType ? number.InPlace : Literal.Int(number.Value);
    }

    /// <summary>Characters of the argument of the run with a number.</summary>
    public int ArgumentLength(int run) => IsType ? SizeTypes.NameOf(Values[run]).Length : Literal.Length(Values[run]);
}

/// <summary>Numbers written by a parameter: as itself, or as what lies behind it in memory, at a number of floats or of sizes.</summary>
internal sealed record ParameterForm(SharedParameter Parameter, int Distance = 0, SharedParameter? Size = null);

/// <summary>
/// The numbers of several runs of one shape: one parameter for each sequence of numbers, one from each run, that is not all one number and no constant distance from another:
/// what lies behind one another in memory is one place.
/// </summary>
internal sealed class SharedNumbers
{
    private const int MostMultiples = 8;

    private readonly List<SharedParameter> parameters = [];
    private readonly ParameterForm?[] forms;

    public SharedNumbers(IEnumerable<StepRun> runs)
    {
        ArraySegment<CallNumber>[] rows = [.. runs.Select(run => run.Numbers)];
        var numbers = rows[0].AsSpan();
        forms = new ParameterForm?[numbers.Length];
        int[] values = new int[rows.Length];

        // Types first, since distances may be multiples of them.
        foreach (bool types in new[] { true, false })
        {
            for (int index = 0; index < numbers.Length; index++)
            {
                if (numbers[index].IsType == types && Read(rows, index, values))
                {
                    forms[index] = FormOf(values, types) ?? new ParameterForm(Add(index, types, values));
                }
            }
        }
    }

    /// <summary>The parameters, types in front.</summary>
    public IReadOnlyList<SharedParameter> Parameters => parameters;

    /// <summary>How a number is written, or null where it is the same in all runs.</summary>
    public ParameterForm? this[int index] => forms[index];

    /// <summary>Reads one number of each run: whether they differ.</summary>
    private static bool Read(ArraySegment<CallNumber>[] rows, int index, int[] values)
    {
        bool differ = false;
        for (int run = 0; run < values.Length; run++)
        {
            values[run] = rows[run].AsSpan()[index].Value;
            differ |= values[run] != values[0];
        }

        return differ;
    }

    private SharedParameter Add(int index, bool isType, int[] values)
    {
        var parameter = new SharedParameter(index, isType, (int[])values.Clone());
        parameters.Add(parameter);
        return parameter;
    }

    /// <summary>Numbers as those of a parameter that is known, or a distance from them; null where they are neither.</summary>
    private ParameterForm? FormOf(int[] values, bool isType)
    {
        foreach (var known in parameters)
        {
            if (known.IsType == isType && IsApart(values, known.Values, 0, null))
            {
                return new ParameterForm(known);
            }
        }

        foreach (var known in parameters)
        {
            if (!isType && !known.IsType && Behind(known, values) is { } form)
            {
                return form;
            }
        }

        return null;
    }

    private ParameterForm? Behind(SharedParameter known, int[] values)
    {
        int distance = values[0] - known.Values[0];
        if (IsApart(values, known.Values, distance, null))
        {
            return new ParameterForm(known, distance);
        }

        foreach (var size in parameters)
        {
            if (size.IsType && size.Values[0] > 0 && distance > 0 && distance % size.Values[0] == 0
                && distance / size.Values[0] is <= MostMultiples and var multiple && IsApart(values, known.Values, multiple, size.Values))
            {
                return new ParameterForm(known, multiple, size);
            }
        }

        return null;
    }

    /// <summary>Whether numbers are a distance from others, or a multiple of sizes.</summary>
    private static bool IsApart(int[] values, int[] others, int distance, int[]? sizes)
    {
        for (int run = 0; run < values.Length; run++)
        {
            if (values[run] - others[run] != (sizes is null ? distance : distance * sizes[run]))
            {
                return false;
            }
        }

        return true;
    }
}
