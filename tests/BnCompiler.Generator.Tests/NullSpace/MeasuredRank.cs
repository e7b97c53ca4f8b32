using BnCompiler.Generator.Ir;
using MathNet.Numerics.LinearAlgebra;

namespace BnCompiler.Generator.Tests.NullSpace;

/// <summary>The rank of the Jacobian of all declared parameters of a graph to its outputs, at one point and for enough generic inputs.</summary>
/// <param name="Parameters">Columns.</param>
/// <param name="Rank">Singular values that are not zero.</param>
/// <param name="Smallest">The smallest of them, relative to the largest.</param>
/// <param name="Noise">The largest one counted as zero, relative to the largest.</param>
internal sealed record MeasuredRank(int Parameters, int Rank, double Smallest, double Noise)
{
    // What is zero in exact arithmetic comes out at about 1e-16, and nothing else comes near.
    private const double Zero = 1e-12;
    private const double Gap = 10;
    private const int Draws = 60;

    /// <summary>Dimension of the null space.</summary>
    public int Deficit => Parameters - Rank;

    /// <summary>Whether the singular values fall into two sets, with nothing within an order of magnitude of the border.</summary>
    public bool IsClear => Noise < Zero / Gap && Smallest > Zero * Gap;

    /// <summary>Measurements at one point after another: ranks differ from region to region where rectifiers hide the kinks of others, and the largest one is the generic one.</summary>
    public static IEnumerable<MeasuredRank> Of(Graph declared, int seed)
    {
        var random = new Random(seed);
        for (int draw = 0; draw < Draws; draw++)
        {
            var parameters = new DeclaredValues(declared, random);
            if (Signs.Mix(declared, parameters, () => new DualInterpreter(declared, parameters).Run(Samples(declared), random)))
            {
                yield return Measure(declared, parameters, random);
            }
        }
    }

    private static MeasuredRank Measure(Graph declared, DeclaredValues parameters, Random random)
    {
        var interpreter = new DualInterpreter(declared, parameters);
        var rows = new List<double[]>();
        while (rows.Count < (3 * parameters.Count) + 60)
        {
            var output = interpreter.Run(Samples(declared), random)[declared.Outputs.Single()];
            rows.AddRange(Enumerable.Range(0, output.Count).Select(index => output[index][1..].ToArray()));
        }

        var jacobian = Matrix<double>.Build.DenseOfRows(rows);
        double[] singular = [.. jacobian.Svd(computeVectors: false).S];
        int rank = singular.Count(value => value > Zero * singular[0]);
        return new MeasuredRank(
            parameters.Count, rank, singular[rank - 1] / singular[0], rank == singular.Length ? 0 : singular[rank] / singular[0]);
    }

    /// <summary>Samples of a batch: more where a sample has one value per channel.</summary>
    private static int Samples(Graph declared) => declared.Nodes[0].Shape.IsFeatures ? 16 : 9;
}
