using System.CommandLine;
using ModelZoo.Peers;
using Samples.Options;

namespace ModelZoo.Commands;

/// <summary>The options of all commands that run the peers' models: which of them, on how many threads, and how the results are printed.</summary>
internal sealed class CaseOptions
{
    private const int MaximumBatch = 4_096;
    private const int MaximumThreads = 256;

    private readonly Option<string> _folder = new("--models") { Description = "Folder that the peers' make_models.py has filled.", HelpName = "DIR", Required = true };
    private readonly Option<string?> _model = new("--model") { Description = "Only this network.", HelpName = "NAME" };
    private readonly Option<int?> _batch = NumberOption.CreateOptional("--batch", "Only this batch size.", 1, MaximumBatch);
    private readonly Option<int?> _threads = NumberOption.CreateOptional("--threads", "Threads that a call may use at most. Default: 1, then 2.", 1, MaximumThreads);
    private readonly Option<bool> _json = new("--json") { Description = "Print a line of JSON per result." };

    public CaseOptions() => _model.AcceptOnlyFromAmong([.. PeerNetwork.All.Select(network => network.Name)]);

    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[_folder, _model, _batch, _threads, _json])
        {
            command.Add(option);
        }
    }

    public string Folder(ParseResult parsed) => parsed.GetRequiredValue(_folder);

    public bool IsJson(ParseResult parsed) => parsed.GetValue(_json);

    /// <summary>The cases chosen, each with the thread counts chosen; a case is loaded when it is reached.</summary>
    public IEnumerable<PeerCase> Load(ParseResult parsed) =>
        Entries(parsed).SelectMany(entry => ThreadCounts(parsed).Select(count => PeerCase.Load(Folder(parsed), entry, count)));

    /// <summary>The networks chosen, each once, with the batch size chosen or the one that the peers train it with; those that they do not train are left out where no batch size is chosen.</summary>
    public IEnumerable<TrainCase> LoadForTraining(ParseResult parsed)
    {
        var (model, batch) = (parsed.GetValue(_model), parsed.GetValue(_batch));
        var entries = Manifest.Read(Folder(parsed)).Where(entry => (model ?? entry.Name) == entry.Name && (batch ?? entry.TrainBatch) is not null).DistinctBy(entry => entry.Name).ToList();
        return entries.Count > 0
            ? entries.SelectMany(entry => ThreadCounts(parsed).Select(count => TrainCase.Load(Folder(parsed), entry, (batch ?? entry.TrainBatch)!.Value, count)))
            : throw new InvalidDataException($"'{Folder(parsed)}' has no {model ?? "model"} with a batch size to train with; --batch chooses one.");
    }

    private int[] ThreadCounts(ParseResult parsed) => parsed.GetValue(_threads) is { } threads ? [threads] : [1, 2];

    private List<ManifestEntry> Entries(ParseResult parsed)
    {
        var (model, batch) = (parsed.GetValue(_model), parsed.GetValue(_batch));
        var entries = Manifest.Read(Folder(parsed)).Where(entry => (model ?? entry.Name) == entry.Name && (batch ?? entry.Batch) == entry.Batch).ToList();
        return entries.Count > 0
            ? entries
            : throw new InvalidDataException($"'{Folder(parsed)}' has no {model ?? "model"}{(batch is null ? "" : FormattableString.Invariant($" with batch {batch}"))}.");
    }
}
