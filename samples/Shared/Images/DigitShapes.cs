using System.Globalization;
using System.Numerics;

namespace Samples.Images;

/// <summary>
/// How people write the ten digits: per digit a few styles, per style one or more pen strokes, per stroke the points that
/// the pen passes. The unit square holds a digit; y points down. A point written twice is a corner, elsewhere the pen turns smoothly.
/// </summary>
internal static class DigitShapes
{
    private const int StepsPerSpan = 4;

    private static readonly string[][] s_styles =
    [
        [
            ".50,.08 .29,.18 .21,.50 .29,.82 .50,.92 .71,.82 .79,.50 .71,.18 .50,.08",
            ".58,.10 .36,.14 .26,.42 .30,.78 .48,.92 .68,.80 .74,.48 .66,.20 .46,.09",
            ".52,.12 .36,.24 .33,.52 .38,.80 .52,.88 .64,.78 .67,.50 .62,.22 .52,.12",
        ],
        [
            ".50,.08 .50,.92",
            ".32,.30 .53,.08 .53,.08 .52,.92",
            ".36,.24 .52,.09 .52,.09 .52,.91 | .32,.91 .72,.91",
        ],
        [
            ".22,.30 .31,.13 .50,.07 .70,.14 .74,.32 .60,.55 .38,.76 .20,.92 .20,.92 .82,.92",
            ".25,.24 .44,.08 .66,.12 .72,.32 .58,.58 .34,.84 .22,.86 .26,.74 .42,.78 .62,.92 .80,.86",
            ".24,.16 .52,.08 .72,.22 .66,.46 .24,.90 .24,.90 .78,.88",
        ],
        [
            ".24,.17 .45,.07 .68,.14 .71,.32 .58,.45 .42,.48 .42,.48 .66,.53 .77,.70 .66,.88 .42,.93 .22,.82",
            ".24,.10 .74,.10 .74,.10 .46,.42 .46,.42 .70,.48 .77,.68 .66,.87 .42,.93 .22,.84",
            ".28,.12 .56,.08 .68,.24 .52,.44 .40,.46 .60,.50 .72,.68 .56,.88 .24,.92",
        ],
        [
            ".36,.08 .22,.58 .22,.58 .82,.56 | .66,.30 .62,.92",
            ".62,.08 .18,.64 .18,.64 .84,.64 | .62,.08 .62,.92",
            ".28,.10 .24,.46 .48,.54 .72,.44 | .74,.08 .70,.50 .66,.92",
        ],
        [
            ".74,.10 .33,.10 .33,.10 .28,.46 .28,.46 .50,.39 .72,.48 .77,.68 .63,.88 .40,.92 .22,.83",
            ".70,.09 .36,.12 .28,.30 .40,.44 .66,.54 .74,.74 .58,.90 .26,.90",
            ".32,.12 .28,.46 .28,.46 .54,.42 .72,.58 .68,.82 .44,.92 .24,.84 | .32,.12 .76,.08",
        ],
        [
            ".66,.08 .42,.26 .27,.55 .29,.80 .48,.92 .69,.83 .73,.66 .60,.53 .42,.56 .28,.72",
            ".48,.07 .32,.38 .28,.72 .44,.92 .66,.86 .70,.66 .50,.58 .30,.70",
            ".72,.12 .50,.10 .30,.34 .26,.70 .46,.92 .68,.80 .66,.60 .46,.54 .28,.66",
        ],
        [
            ".20,.12 .78,.12 .78,.12 .42,.92",
            ".20,.13 .78,.11 .78,.11 .54,.50 .46,.92 | .34,.52 .68,.48",
            ".22,.26 .24,.12 .24,.12 .52,.14 .78,.09 .78,.09 .56,.44 .50,.92",
        ],
        [
            ".50,.50 .29,.34 .31,.14 .50,.07 .69,.14 .71,.34 .50,.50 .27,.66 .27,.85 .50,.93 .73,.85 .73,.66 .50,.50",
            ".70,.20 .50,.08 .31,.20 .37,.40 .63,.58 .73,.78 .50,.93 .27,.78 .37,.60 .62,.40 .70,.20",
            ".50,.08 .34,.16 .34,.36 .50,.44 .66,.36 .66,.16 .50,.08 | .50,.46 .28,.58 .28,.84 .50,.93 .72,.84 .72,.58 .50,.46",
        ],
        [
            ".72,.28 .60,.10 .40,.10 .27,.28 .36,.48 .56,.49 .72,.28 .72,.28 .70,.60 .60,.92",
            ".70,.16 .46,.08 .28,.24 .36,.46 .58,.44 .71,.18 .71,.18 .74,.60 .60,.88 .34,.90",
            ".68,.24 .50,.08 .32,.20 .36,.42 .56,.44 .68,.24 .68,.24 .66,.92",
        ],
    ];

    private static readonly Vector2[][][][] s_strokes =
        Array.ConvertAll(s_styles, styles => Array.ConvertAll(styles, style => Array.ConvertAll(style.Split('|'), Trace)));

    /// <summary>The styles of a digit; each is a list of strokes, each a line through the points.</summary>
    public static IReadOnlyList<Vector2[][]> Styles(int digit) => s_strokes[digit];

    private static Vector2[] Trace(string stroke)
    {
        Vector2[] knots = Array.ConvertAll(stroke.Split(' ', StringSplitOptions.RemoveEmptyEntries), ParsePoint);
        var line = new List<Vector2> { knots[0] };
        for (int i = 0; i + 1 < knots.Length; i++)
        {
            if (knots[i] != knots[i + 1])
            {
                AddSpan(line, knots[Math.Max(i - 1, 0)], knots[i], knots[i + 1], knots[Math.Min(i + 2, knots.Length - 1)]);
            }
        }

        return [.. line];
    }

    // Catmull-Rom: the cubic from b to c whose end slopes are (c − a)/2 and (d − b)/2.
    private static void AddSpan(List<Vector2> line, Vector2 a, Vector2 b, Vector2 c, Vector2 d)
    {
        for (int step = 1; step <= StepsPerSpan; step++)
        {
            float t = (float)step / StepsPerSpan;
            line.Add(0.5f * (2 * b + t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * b - a - 3 * c + d)))));
        }
    }

    private static Vector2 ParsePoint(string point)
    {
        int comma = point.IndexOf(',', StringComparison.Ordinal);
        return new Vector2(Parse(point.AsSpan(0, comma)), Parse(point.AsSpan(comma + 1)));
    }

    private static float Parse(ReadOnlySpan<char> number) => float.Parse(number, NumberStyles.Float, CultureInfo.InvariantCulture);
}
