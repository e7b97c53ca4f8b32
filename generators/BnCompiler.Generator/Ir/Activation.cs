namespace BnCompiler.Generator.Ir;

/// <summary>
/// An elementwise function as text over the vocabulary of <c>ISimd</c>, with placeholders <c>{x}</c> (input), <c>{y}</c> (output)
/// and <c>{dy}</c> (gradient of the output); <c>{p}</c> where it has a learned parameter.
/// </summary>
/// <param name="Name">For comments: <c>ReLU</c>.</param>
/// <param name="Formula">For comments, over x: <c>max(0, x)</c>.</param>
/// <param name="Forward">y from x.</param>
/// <param name="Gradient">dx from dy and y, or from dy and x where <paramref name="GradientFromInput"/>.</param>
/// <param name="GradientFromInput">Whether <paramref name="Gradient"/> reads x instead of y.</param>
/// <param name="Parameter">What it learns, a value per channel or one for all; null for all functions but a few.</param>
internal sealed record Activation(
    string Name, string Formula, string Forward, string Gradient, bool GradientFromInput = false, ActivationParameter? Parameter = null);

/// <summary>A learned parameter of an elementwise function, which kernels read as one vector of channels.</summary>
/// <param name="Role">Its role in the layer: <c>weight</c>.</param>
/// <param name="Name">What kernels call it: <c>slope</c>.</param>
/// <param name="Gradient">∂y/∂p·dy from dy and x.</param>
/// <param name="IsPerChannel">Whether every channel has its own; otherwise all share one.</param>
internal sealed record ActivationParameter(string Role, string Name, string Gradient, bool IsPerChannel);
