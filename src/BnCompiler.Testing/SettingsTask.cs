using System.Runtime.CompilerServices;

namespace BnCompiler.Testing;

/// <summary>A pending comparison with a verified file. Options first, then await it.</summary>
public sealed class SettingsTask
{
    private readonly string target;
    private readonly Lazy<Task> task;
    private SnapshotName name;

    internal SettingsTask(string target, SnapshotName name)
    {
        this.target = target;
        this.name = name;
        task = new(() => Snapshot.CompareAsync(this.target, this.name));
    }

    /// <summary>Adds <c>_parameter=value</c> to the file's name for each value, with the names of the test's parameters in order.</summary>
    /// <param name="parameters">The values that the test was called with, from its first parameter on.</param>
    /// <returns>This.</returns>
    public SettingsTask UseParameters(params object?[] parameters) => With(name with { Parameters = [.. parameters] });

    /// <summary>Adds <c>_text</c> to the file's name instead of the parameters.</summary>
    /// <param name="parametersText">The text.</param>
    /// <returns>This.</returns>
    public SettingsTask UseTextForParameters(string parametersText) => With(name with { ParametersText = parametersText });

    /// <summary>Replaces the method's name in the file's name.</summary>
    /// <param name="methodName">The name to use.</param>
    /// <returns>This.</returns>
    public SettingsTask UseMethodName(string methodName) => With(name with { MethodName = methodName });

    /// <summary>Replaces the class's name in the file's name.</summary>
    /// <param name="typeName">The name to use.</param>
    /// <returns>This.</returns>
    public SettingsTask UseTypeName(string typeName) => With(name with { TypeName = typeName });

    /// <summary>Replaces everything in front of <c>.verified.</c> in the file's name.</summary>
    /// <param name="fileName">The name to use.</param>
    /// <returns>This.</returns>
    public SettingsTask UseFileName(string fileName) => With(name with { FileName = fileName });

    /// <summary>Keeps the file in another directory, relative to the one of the test's source.</summary>
    /// <param name="directory">The directory.</param>
    /// <returns>This.</returns>
    public SettingsTask UseDirectory(string directory) => With(name with { Directory = directory });

    /// <summary>The comparison as a task.</summary>
    /// <returns>A task that fails with a <see cref="SnapshotException"/> when the texts differ.</returns>
    public Task ToTask() => task.Value;

    /// <summary>Makes the comparison awaitable.</summary>
    /// <returns>The awaiter of <see cref="ToTask"/>.</returns>
    public TaskAwaiter GetAwaiter() => ToTask().GetAwaiter();

    /// <summary>Lets a test return the comparison as its task.</summary>
    /// <param name="settings">The comparison.</param>
    public static implicit operator Task(SettingsTask settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return settings.ToTask();
    }

    private SettingsTask With(SnapshotName changed)
    {
        if (task.IsValueCreated)
        {
            throw new InvalidOperationException("The options of a snapshot are set before it is awaited.");
        }

        name = changed;
        return this;
    }
}
