namespace BnCompiler.Tool.Exporting.Layers;

/// <summary>Activations that are no operator of the opset by themselves, or whose parameters are inputs.</summary>
internal static class ActivationExporters
{
    private const double Cubic = 0.044715;

    /// <summary>A slope for each channel broadcasts over the positions.</summary>
    public static void PReLU(LayerExport layer)
    {
        int slopes = layer.Int("NumParameters", 1);
        layer.Last("PRelu", [.. layer.Inputs, layer.Parameter("weight", slopes == 1 ? [1] : [slopes, .. layer.InputShape.Skip(1).Select(_ => 1)])]);
    }

    public static void Clip(LayerExport layer, double lowest, double highest) =>
        layer.Last("Clip", [.. layer.Inputs, layer.Scalar("min", lowest), layer.Scalar("max", highest)]);

    public static void SiLU(LayerExport layer) => layer.Last("Mul", [layer.Inputs[0], layer.Before("Sigmoid", "sigmoid", layer.Inputs)]);

    /// <summary>½·x·(1 + f(x)), f being erf(x/√2) or the hyperbolic tangent that approximates it.</summary>
    public static void GELU(LayerExport layer)
    {
        string x = layer.Inputs[0];
        string sum = layer.Before("Add", "sum", [layer.Text("Approximate", "none") == "tanh" ? Tanh(layer, x) : Erf(layer, x), layer.Scalar("one", 1)]);
        layer.Last("Mul", [layer.Before("Mul", "product", [x, sum]), layer.Scalar("half", 0.5)]);
    }

    private static string Erf(LayerExport layer, string x) => layer.Before("Erf", "erf", [layer.Before("Div", "scaled", [x, layer.Scalar("root", Math.Sqrt(2))])]);

    private static string Tanh(LayerExport layer, string x)
    {
        string cube = layer.Before("Mul", "cube", [layer.Before("Mul", "square", [x, x]), x]);
        string polynomial = layer.Before("Add", "polynomial", [x, layer.Before("Mul", "cubic", [cube, layer.Scalar("coefficient", Cubic)])]);
        return layer.Before("Tanh", "tanh", [layer.Before("Mul", "scaled", [polynomial, layer.Scalar("root", Math.Sqrt(2 / Math.PI))])]);
    }
}
