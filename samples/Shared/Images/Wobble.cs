using System.Numerics;

namespace Samples.Images;

/// <summary>
/// A smooth random bend of the plane: each coordinate moves by a sine of the other, and a little by a faster sine of itself.
/// Neighbouring points move alike, so strokes stay connected while their shape changes.
/// </summary>
internal readonly record struct Wobble(Vector4 Amplitude, Vector4 Frequency, Vector4 Phase)
{
    public static Wobble Create(ref Randomness random)
    {
        var amplitude = new Vector4(0.05f * random.Bell(), 0.05f * random.Bell(), 0.02f * random.Bell(), 0.02f * random.Bell());
        var frequency = new Vector4(random.Between(2, 6), random.Between(2, 6), random.Between(6, 10), random.Between(6, 10));
        var phase = new Vector4(random.Between(0, MathF.Tau), random.Between(0, MathF.Tau), random.Between(0, MathF.Tau), random.Between(0, MathF.Tau));
        return new Wobble(amplitude, frequency, phase);
    }

    public Vector2 Move(Vector2 point)
    {
        var wave = Vector4.Sin(Frequency * new Vector4(point.Y, point.X, point.X, point.Y) + Phase) * Amplitude;
        return point + new Vector2(wave.X + wave.Z, wave.Y + wave.W);
    }
}
