using System.ComponentModel;

namespace BnCompiler.Runtime;

/// <summary>
/// A whole number as a type. Emitted kernels that differ only in sizes are one generic class over them; because each number is a struct of its own,
/// the JIT specialises the class for it and the sizes are constants in machine code.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Advanced)]
public interface ISize
{
    /// <summary>The number.</summary>
    static abstract int Value { get; }
}
