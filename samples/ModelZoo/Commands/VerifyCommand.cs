using System.CommandLine;
using ModelZoo.Peers;
using ModelZoo.Results;

namespace ModelZoo.Commands;

/// <summary><c>verify</c>: whether predictions are right.</summary>
internal static class VerifyCommand
{
    public static Command Create()
    {
        var options = new CaseOptions();
        string description = FormattableString.Invariant(
            $"Compares predictions of the peers' models with outputs in double precision; fails above {VerifyResult.Bound:0e0} of the largest output, or where two calls differ.");
        return PeerCommand.Create("verify", description, options, parsed =>
        {
            var results = options.Load(parsed).Select(run => Compare(run, run.ReadExpected(options.Folder(parsed))));
            return ResultPrinter.Print(results, options.IsJson(parsed)).All(result => result.Passed);
        });
    }

    private static VerifyResult Compare(PeerCase loaded, double[] expected)
    {
        loaded.Call();
        float[] first = [.. loaded.Output];
        loaded.Call();
        double error = LargestDifference(first, expected);
        double largest = expected.Max(Math.Abs);
        return new VerifyResult(loaded.Entry.Name, loaded.Entry.Batch, loaded.Threads, error, error / largest, Bits(first).SequenceEqual(Bits(loaded.Output)));
    }

    // Unlike LINQ's Max, Math.Max keeps a NaN.
    private static double LargestDifference(float[] actual, double[] expected) =>
        actual.Zip(expected, (a, b) => Math.Abs(a - b)).Aggregate(0.0, Math.Max);

    private static IEnumerable<int> Bits(float[] values) => values.Select(BitConverter.SingleToInt32Bits);
}
