using System.Numerics;

namespace Samples.Images;

/// <summary>Draws lines with round ends and soft edges into a grey image.</summary>
internal static class Pen
{
    /// <summary>Draws from <paramref name="from"/> to <paramref name="to"/>; ink lies over ink without adding up.</summary>
    public static void DrawSegment(Span<float> pixels, Vector2 from, Vector2 to, float radius, float ink)
    {
        var reach = new Vector2(radius + 0.5f);
        var low = Vector2.Min(from, to) - reach;
        var high = Vector2.Max(from, to) + reach;
        int left = Math.Max((int)MathF.Floor(low.X), 0);
        int right = Math.Min((int)MathF.Ceiling(high.X), ImageSet.Side);
        int top = Math.Max((int)MathF.Floor(low.Y), 0);
        int bottom = Math.Min((int)MathF.Ceiling(high.Y), ImageSet.Side);
        var along = to - from;
        float inverseLength = 1f / Math.Max(along.LengthSquared(), 1e-6f);
        for (int y = top; y < bottom; y++)
        {
            for (int x = left; x < right; x++)
            {
                var offset = new Vector2(x + 0.5f, y + 0.5f) - from;
                float position = Math.Clamp(Vector2.Dot(offset, along) * inverseLength, 0f, 1f);
                float distance = (offset - position * along).Length();
                // The part of the pixel under the pen, to first order in the distance of its centre from the edge.
                float covered = Math.Clamp(radius + 0.5f - distance, 0f, 1f);
                ref float pixel = ref pixels[y * ImageSet.Side + x];
                pixel = Math.Max(pixel, covered * ink);
            }
        }
    }
}
