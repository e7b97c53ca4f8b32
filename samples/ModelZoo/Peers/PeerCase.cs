using BnCompiler;
using BnCompiler.Runtime;

namespace ModelZoo.Peers;

/// <summary>A line of the manifest with everything loaded, for a number of threads: a call of the model on its input can be made, measured and compared.</summary>
internal sealed class PeerCase
{
    private readonly InferenceModel _model;
    private readonly float[] _input;

    private PeerCase(ManifestEntry entry, InferenceModel model, float[] input)
    {
        Entry = entry;
        _model = model;
        _input = input;
        Output = new float[entry.Batch * model.OutputLength];
    }

    public ManifestEntry Entry { get; }

    /// <summary>Threads that a call may use at most.</summary>
    public int Threads => _model.Threads;

    /// <summary>What the last call gave.</summary>
    public float[] Output { get; }

    /// <summary>Floating-point operations of one call, 10⁹.</summary>
    public double Gflop => 2e-9 * Entry.Macs;

    public long ArenaBytes => _model.ArenaBytes;

    public static PeerCase Load(string folder, ManifestEntry entry, int threads)
    {
        var model = PeerNetwork.Find(entry.Name)!.Load(Path.Combine(folder, entry.Weights)).Fold(new FoldOptions { Threads = threads });
        double[] input = Values(Path.Combine(folder, entry.Input), entry.Batch * model.InputLength);
        return new PeerCase(entry, model, Array.ConvertAll(input, value => (float)value));
    }

    /// <summary>A call of the model on the input.</summary>
    public void Call() => _model.Predict(_input, Output);

    /// <summary>The output that is right.</summary>
    public double[] ReadExpected(string folder) => Values(Path.Combine(folder, Entry.Output), Output.Length);

    private static double[] Values(string path, int length)
    {
        var array = NpyFile.Read(path);
        return array.Length == length
            ? array.ToDoubles()
            : throw new InvalidDataException($"'{path}' holds [{string.Join(", ", array.Shape)}]; {length} values are needed.");
    }
}
