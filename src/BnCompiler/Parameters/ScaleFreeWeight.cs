using System.Collections.Immutable;

namespace BnCompiler;

/// <summary>
/// A weight whose rows may each be multiplied by a positive factor without changing the network's output, and the running statistics that have
/// to follow so that the network predicts the same with them too: μ ← a·μ and σ² ← a²·σ².
/// </summary>
/// <param name="Name">The weight's tensor name: <c>conv1.weight</c>.</param>
/// <param name="Rows">How many parts of equal length have a factor of their own: the output channels, or 1 where only the whole weight has one.</param>
/// <param name="Channels">The layer's output channels.</param>
/// <param name="Followers">The BatchNorm channels whose input is multiplied along.</param>
public sealed record ScaleFreeWeight(string Name, int Rows, int Channels, ImmutableArray<ScaleFollower> Followers)
{
    /// <summary>The norm of a part on the sphere of <see cref="ScaleGauge.UnitNorm"/>: 1 for each output channel, √Channels for all of them together.</summary>
    public double GaugeNorm => Math.Sqrt((double)Channels / Rows);

    /// <summary>Throws where the weight or a follower is not what the layout has.</summary>
    internal void Check(ParameterLayout layout)
    {
        int index = layout.IndexOf(Name);
        bool fits = index >= 0 && Rows >= 1 && Channels >= Rows && layout.Parameters[index] is { IsTrainable: true } weight && weight.Length % Rows == 0;
        if (!fits || !Followers.All(follower => follower.Fits(layout, Rows)))
        {
            throw new ArgumentException($"{layout.NetworkName}: the scale-free weight '{Name}' does not fit the parameters.");
        }
    }
}

/// <summary>
/// Channels of a BatchNorm whose input is multiplied by the factors of a run of rows, in their order: channel
/// FirstChannel + i·Repeats + k by the factor of row FirstRow + i, for k from 0 to Repeats − 1.
/// </summary>
/// <param name="BatchNorm">The layer's name: <c>bn1</c>.</param>
/// <param name="Rows">How many rows.</param>
/// <param name="FirstRow">The first of them.</param>
/// <param name="FirstChannel">The first channel, behind a Concat.</param>
/// <param name="Repeats">Channels in a row that one row reaches, behind a Flatten or a depthwise convolution.</param>
public sealed record ScaleFollower(string BatchNorm, int Rows, int FirstRow = 0, int FirstChannel = 0, int Repeats = 1)
{
    /// <summary>The same channels of several BatchNorms, all of which read what the rows make.</summary>
    /// <param name="batchNorms">The layers' names.</param>
    /// <param name="rows">How many rows.</param>
    /// <param name="firstRow">The first of them.</param>
    /// <param name="firstChannel">The first channel, behind a Concat.</param>
    /// <param name="repeats">Channels in a row that one row reaches.</param>
    public static ImmutableArray<ScaleFollower> Each(ReadOnlySpan<string> batchNorms, int rows, int firstRow = 0, int firstChannel = 0, int repeats = 1)
    {
        var followers = ImmutableArray.CreateBuilder<ScaleFollower>(batchNorms.Length);
        foreach (string batchNorm in batchNorms)
        {
            followers.Add(new ScaleFollower(batchNorm, rows, firstRow, firstChannel, repeats));
        }

        return followers.MoveToImmutable();
    }

    internal string RunningMean => BatchNorm + ".running_mean";

    internal string RunningVariance => BatchNorm + ".running_var";

    internal bool Fits(ParameterLayout layout, int rows) =>
        FirstRow >= 0 && Rows >= 1 && FirstRow <= rows - Rows && FirstChannel >= 0 && Repeats >= 1
        && Holds(layout, RunningMean) && Holds(layout, RunningVariance);

    private bool Holds(ParameterLayout layout, string name) =>
        layout.IndexOf(name) is var index and >= 0 && FirstChannel + ((long)Rows * Repeats) <= layout.Parameters[index].Length;
}
