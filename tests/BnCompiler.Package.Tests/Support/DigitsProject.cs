namespace BnCompiler.Package.Tests.Support;

/// <summary>The program of the package's page with weights that are embedded as the README says, built.</summary>
public sealed class DigitsProject(Workplace workplace) : IAsyncLifetime
{
    private const string Weights = "digits.safetensors";
    private const int Seed = 7;

    /// <summary>The project.</summary>
    internal Consumer Project { get; private set; } = null!;

    /// <summary>The program that was built of it.</summary>
    internal PublishedProgram Built { get; private set; } = null!;

    /// <summary>What it must write: what the network predicts that was compiled with these tests.</summary>
    public static string Expected()
    {
        float[] logits = new float[DigitNet.OutputLength];
        Network().Fold().Predict([.. Enumerable.Range(0, DigitNet.InputLength).Select(i => i % 7 / 7f)], logits);
        return string.Join(' ', logits.Select(logit => FormattableString.Invariant($"{logit}")));
    }

    /// <summary>Makes and builds the project.</summary>
    public async Task InitializeAsync()
    {
        Project = await workplace.NewConsole("digits", "BnCompiler", Page.Package.Block("csharp"));
        Project.Add(Page.Readme.Block("xml", "<!-- embedded weights -->"));
        Network().Save(Path.Combine(Project.Folder, Weights));
        Built = await Project.Copy("built").Build();
    }

    /// <summary>The workplace deletes it.</summary>
    public Task DisposeAsync() => Task.CompletedTask;

    /// <summary>Other weights than the page's program begins with.</summary>
    private static DigitNet Network() => new(Seed + 1);
}
