using BnCompiler.Generator.Ir;

namespace BnCompiler.Generator.Emit;

/// <summary>A step and the call that does it.</summary>
/// <param name="Text">The call.</param>
/// <param name="Shape">Equal for steps of one program whose calls can share a method.</param>
internal sealed record StepCall(Step Step, CallText Text, int Shape)
{
    /// <summary>Characters of the call in place and of the comment above it.</summary>
    public int Length => Text.Length + Step.Formula.Length;
}
