using System.Globalization;

namespace BnCompiler;

/// <summary>A channel of a BatchNorm that multiplies what comes in, rounding errors included, by a large factor.</summary>
/// <param name="BatchNorm">The BatchNorm's name.</param>
/// <param name="Channel">The channel.</param>
/// <param name="Value">|γ|/√(v + ε).</param>
public sealed record Amplification(string BatchNorm, int Channel, double Value)
{
    /// <inheritdoc/>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{BatchNorm}, channel {Channel}: |γ|/√(v + ε) = {Value:G4}");
}
