namespace BnCompiler.Generator.Ir;

/// <summary>
/// An elementwise function as text over the vocabulary of <c>ISimd</c>, with placeholders <c>{x}</c> (input), <c>{y}</c> (output)
/// and <c>{dy}</c> (gradient of the output).
/// </summary>
/// <param name="Name">For comments: <c>ReLU</c>.</param>
/// <param name="Formula">For comments, over x: <c>max(0, x)</c>.</param>
/// <param name="Forward">y from x.</param>
/// <param name="Gradient">dx from dy and y, or from dy and x where <paramref name="GradientFromInput"/>.</param>
/// <param name="GradientFromInput">Whether <paramref name="Gradient"/> reads x instead of y.</param>
internal sealed record Activation(string Name, string Formula, string Forward, string Gradient, bool GradientFromInput = false);
