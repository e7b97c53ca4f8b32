namespace BnCompiler;

/// <summary>The tensors of a file that a network looks at, each under the name that the network has for it, in the order of the file.</summary>
internal sealed class NamedTensors
{
    private readonly OrderedDictionary<string, SafeTensorsEntry> _byName = new(StringComparer.Ordinal);

    /// <param name="file">The file.</param>
    /// <param name="options">What is looked at, and what it is called.</param>
    /// <param name="problems">Takes a line for each tensor whose name another one already has.</param>
    public NamedTensors(SafeTensorsFile file, LoadOptions options, ICollection<string> problems)
    {
        foreach (SafeTensorsEntry entry in file.Tensors.Where(entry => entry.Name.StartsWith(options.Prefix, StringComparison.Ordinal)))
        {
            string name = NetworkName(entry.Name[options.Prefix.Length..], options);
            if (!_byName.TryAdd(name, entry))
            {
                problems.Add($"ambiguous: '{_byName[name].Name}' and '{entry.Name}' are both renamed to '{name}'");
            }
        }
    }

    /// <summary>Each tensor and the network's name of it.</summary>
    public IEnumerable<KeyValuePair<string, SafeTensorsEntry>> All => _byName;

    /// <summary>The tensor that the network calls <paramref name="name"/>, or null.</summary>
    public SafeTensorsEntry? Find(string name) => _byName.GetValueOrDefault(name);

    private static string NetworkName(string name, LoadOptions options) => options.Rename is not { } rename
        ? name
        : rename(name) ?? throw new InvalidOperationException($"{nameof(LoadOptions)}.{nameof(LoadOptions.Rename)} returned null for '{name}'.");
}
