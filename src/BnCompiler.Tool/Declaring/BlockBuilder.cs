using System.Collections.Immutable;
using System.Globalization;

namespace BnCompiler.Tool.Declaring;

/// <summary>Makes one block of instances of the same form: what differs between them are its constants.</summary>
internal sealed class BlockBuilder
{
    private const int MostConstants = 6;

    private readonly List<(string Name, string[] Values)> _constants = [];

    private BlockBuilder()
    {
    }

    /// <summary>A use for each instance; null where something other than a few numbers differs.</summary>
    /// <param name="instances">The layers of each; place 0 is what the block reads.</param>
    public static ImmutableArray<BlockUse>? Build(string name, ImmutableArray<ImmutableArray<DeclaredLayer>> instances)
    {
        var builder = new BlockBuilder();
        var names = BlockNames.Inside(instances[0])!.Value;
        var layers = ImmutableArray.Create(instances[0][0]);
        for (int place = 1; place < instances[0].Length; place++)
        {
            if (builder.Common([.. instances.Select(instance => instance[place])]) is not { } layer)
            {
                return null;
            }

            layers = layers.Add(layer with { ModelName = names[place] });
        }

        if (builder._constants.Count > MostConstants)
        {
            return null;
        }

        ImmutableArray<(string Name, string Default)> constants = [.. builder._constants.Select(constant => (constant.Name, constant.Values[0]))];
        var block = new BlockDefinition(name, layers, LayerNaming.Assign(layers), constants);
        return [.. instances.Select((instance, index) => new BlockUse(block, [.. builder._constants.Select(constant => constant.Values[index])], [instance]))];
    }

    /// <summary>The layer with constants in the place of arguments that differ.</summary>
    private DeclaredLayer? Common(ImmutableArray<DeclaredLayer> layers)
    {
        var first = layers[0];
        bool isWindow = !first.Parameters.IsEmpty;
        string?[] arguments = [.. first.Arguments.Select((_, index) => Common(!isWindow ? "Size" : index == 0 ? "Channels" : "Kernel", layers.Select(layer => layer.Arguments[index])))];
        string?[] options =
        [
            .. first.Options.Select((option, index) =>
            {
                string name = option.Split(" = ")[0];
                return Common(name, layers.Select(layer => layer.Options[index].Split(" = ")[1])) is { } value ? $"{name} = {value}" : null;
            }),
        ];
        return arguments.Concat(options).Contains(null) ? null : first with { Arguments = [.. arguments.OfType<string>()], Options = [.. options.OfType<string>()] };
    }

    /// <summary>What all have, or the constant for what they have; null where it can be none.</summary>
    private string? Common(string name, IEnumerable<string> each)
    {
        string[] values = [.. each];
        if (values.All(value => value == values[0]))
        {
            return values[0];
        }

        if (!values.All(value => int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _)))
        {
            return null;
        }

        if (_constants.FirstOrDefault(constant => constant.Values.SequenceEqual(values)) is { Name: not null } known)
        {
            return known.Name;
        }

        int number = _constants.Count(constant => constant.Name.StartsWith(name, StringComparison.Ordinal)) + 1;
        _constants.Add((number == 1 ? name : $"{name}{number}", values));
        return _constants[^1].Name;
    }
}
