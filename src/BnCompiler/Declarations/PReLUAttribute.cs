namespace BnCompiler;

/// <summary>
/// x where x is positive, otherwise slope·x with a learned slope (He et al., 2015): the parameter <c>weight</c> of shape <c>[NumParameters]</c>. Weight decay of
/// weights leaves it alone.
/// </summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class PReLUAttribute : LayerAttribute
{
    /// <summary>How many slopes are learned: 1 for all channels together, or as many as there are channels. Default: 1.</summary>
    public int NumParameters { get; set; } = 1;

    /// <summary>What every slope starts from. Default: 0.25.</summary>
    public double Init { get; set; } = 0.25;
}
