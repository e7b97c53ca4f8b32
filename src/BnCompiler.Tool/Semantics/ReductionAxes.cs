using System.Collections.Immutable;

namespace BnCompiler.Tool.Semantics;

/// <summary>Which axes a reduction takes together.</summary>
internal static class ReductionAxes
{
    /// <summary>The axes; all of them where none are given, unless the node says that it then does nothing.</summary>
    /// <param name="since">The opset from which on they are an input.</param>
    public static ImmutableArray<int> Of(OperatorCall call, int rank, long since)
    {
        if (call.AttributeOrInput("axes", 1, since) is { Length: > 0 } axes)
        {
            return OperatorCall.Axes(axes, rank);
        }

        return call.Node.Int("noop_with_empty_axes", 0) != 0 ? [] : [.. Enumerable.Range(0, rank)];
    }
}
