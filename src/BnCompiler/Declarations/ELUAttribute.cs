namespace BnCompiler;

/// <summary>x where x is positive, otherwise <see cref="Alpha"/>·(e^x − 1). Its slope at 0 is <see cref="Alpha"/>.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class ELUAttribute : LayerAttribute
{
    /// <summary>The value that −y approaches for very negative x. Default: 1.</summary>
    public double Alpha { get; set; } = 1;
}
