using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Emit.Kernels;

/// <summary>Fills the placeholders of an activation's text.</summary>
internal static class ActivationText
{
    /// <summary>f(x), with <paramref name="parameter"/> as the vector of what it learns.</summary>
    public static string Forward(Activation activation, string x, string parameter = "") =>
        activation.Forward.Replace("{x}", x).Replace("{p}", parameter);

    /// <summary>dx from dy and the one of x and y that the activation reads.</summary>
    public static string Gradient(Activation activation, string value, string outputGradient, string parameter = "") =>
        activation.Gradient
            .Replace("{dy}", outputGradient)
            .Replace(activation.GradientFromInput ? "{x}" : "{y}", value)
            .Replace("{p}", parameter);

    /// <summary>What a position adds to the gradient of the learned parameter.</summary>
    public static string ParameterGradient(ActivationParameter parameter, string x, string outputGradient) =>
        parameter.Gradient.Replace("{dy}", outputGradient).Replace("{x}", x);

    /// <summary>
    /// Writes g = dy, or g = dy·f′(u) for an activation that was fused behind a BatchNorm, with u = centred·scale + shift computed again.
    /// Returns the text of g.
    /// </summary>
    public static string FusedGradient(KernelWriter writer, Activation? activation, string centred, string outputGradient, string suffix = "")
    {
        if (activation is null)
        {
            return outputGradient;
        }

        writer.Line($"var u = TSimd.MultiplyAdd({centred}, scaleVector{suffix}, shiftVector{suffix});");
        if (activation.GradientFromInput)
        {
            return Gradient(activation, "u", outputGradient);
        }

        writer.Line($"var activated = {Forward(activation, "u")};");
        return Gradient(activation, "activated", outputGradient);
    }

    /// <summary>The text of a value, plus what the memory that it goes to holds.</summary>
    public static string Accumulated(string value, bool accumulate, string destination, string offset) =>
        accumulate ? $"TSimd.Add({value}, TSimd.Load(ref {destination}, {offset}))" : value;
}
