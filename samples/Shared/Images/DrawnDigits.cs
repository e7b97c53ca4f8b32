using System.Numerics;

namespace Samples.Images;

/// <summary>
/// The embedded data set: digits drawn like handwriting, so that the sample needs no download. Position, slant, size, stroke
/// thickness and the pen's wobble differ from image to image, and specks, stray strokes and noise lie over them:
/// comparing pixels one by one, as a linear model does, is not enough.
/// </summary>
internal static class DrawnDigits
{
    private const int TrainCount = 12_000;
    private const int TestCount = 2_000;

    public static ImageData Create(int seed, int threads) => new(
        $"drawn digits (seed {seed})",
        Draw(seed, first: 0, TrainCount, threads),
        Draw(seed, first: TrainCount, TestCount, threads),
        ImageData.DigitNames);

    internal static ImageSet Draw(int seed, int first, int count, int threads)
    {
        var images = new ImageSet(new float[count * ImageSet.PixelCount], new int[count]);
        Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = threads }, index =>
        {
            var random = new Randomness(seed, first + index);
            int digit = random.Below(ImageData.DigitNames.Count);
            images.Labels[index] = digit;
            DrawDigit(digit, ref random, images.Pixels.AsSpan(index * ImageSet.PixelCount, ImageSet.PixelCount));
        });
        return images;
    }

    private static void DrawDigit(int digit, ref Randomness random, Span<float> pixels)
    {
        var styles = DigitShapes.Styles(digit);
        Vector2[][] strokes = styles[random.Below(styles.Count)];
        var placement = RandomPlacement(ref random);
        var wobble = Wobble.Create(ref random);
        float thickness = random.Between(0.55f, 1.45f);
        float ink = random.Between(0.6f, 1f);
        foreach (Vector2[] stroke in strokes)
        {
            var previous = Place(stroke[0]);
            float radius = thickness * random.Between(0.85f, 1.15f);
            for (int i = 1; i < stroke.Length; i++)
            {
                var next = Place(stroke[i]);
                float pressed = Math.Max(0.4f, radius + 0.08f * random.Bell());
                Pen.DrawSegment(pixels, previous, next, pressed, ink);
                previous = next;
            }
        }

        AddDistractors(pixels, ref random);
        AddNoise(pixels, ref random);

        Vector2 Place(Vector2 point) => Vector2.Transform(wobble.Move(point), placement);
    }

    // Centre the unit square, slant and turn it, scale it to 15 to 22 pixels, move it to within 3 pixels of the centre.
    private static Matrix3x2 RandomPlacement(ref Randomness random)
    {
        var slant = Matrix3x2.CreateSkew(random.Between(-0.35f, 0.25f), 0);
        var turn = Matrix3x2.CreateRotation(random.Between(-0.3f, 0.3f));
        float height = random.Between(15f, 22f);
        var size = Matrix3x2.CreateScale(height * random.Between(0.75f, 1.15f), height);
        var centre = new Vector2(ImageSet.Side / 2f) + new Vector2(random.Between(-3f, 3f), random.Between(-3f, 3f));
        return Matrix3x2.CreateTranslation(-0.5f, -0.5f) * size * slant * turn * Matrix3x2.CreateTranslation(centre);
    }

    // What a scan has besides the digit: specks anywhere, and now and then the end of a neighbour's stroke at the border.
    private static void AddDistractors(Span<float> pixels, ref Randomness random)
    {
        for (int specks = random.Below(5); specks > 0; specks--)
        {
            var at = new Vector2(random.Between(0, ImageSet.Side), random.Between(0, ImageSet.Side));
            Pen.DrawSegment(pixels, at, at, random.Between(0.3f, 0.9f), random.Between(0.3f, 0.9f));
        }

        for (int strays = random.Below(3); strays > 0; strays--)
        {
            float angle = random.Between(0, MathF.Tau);
            var outward = new Vector2(MathF.Cos(angle), MathF.Sin(angle));
            var from = new Vector2(ImageSet.Side / 2f) + outward * random.Between(11f, 15f);
            var to = from + new Vector2(random.Bell(), random.Bell()) * 3f;
            Pen.DrawSegment(pixels, from, to, random.Between(0.5f, 1f), random.Between(0.4f, 0.9f));
        }
    }

    private static void AddNoise(Span<float> pixels, ref Randomness random)
    {
        float strength = random.Between(0.02f, 0.12f);
        foreach (ref float pixel in pixels)
        {
            pixel = Math.Clamp(pixel + strength * random.Bell(), 0f, 1f);
        }
    }
}
