using System.ComponentModel;

namespace BnCompiler.Runtime;

/// <summary>
/// The vector operations that emitted kernels are written in. A kernel is emitted once, generic over this interface, and
/// the JIT specialises it for <see cref="Simd512"/>, <see cref="Simd256"/> and <see cref="Simd128"/>; every member is
/// one instruction, or a short sequence of them, on the hardware of its tier.
/// </summary>
/// <typeparam name="TVector">The vector type: <c>Vector512&lt;float&gt;</c>, <c>Vector256&lt;float&gt;</c> or <c>Vector128&lt;float&gt;</c>.</typeparam>
[EditorBrowsable(EditorBrowsableState.Advanced)]
public interface ISimd<TVector>
    where TVector : struct
{
    /// <summary>Number of float lanes: 16, 8 or 4.</summary>
    static abstract int Lanes { get; }

    /// <summary>All lanes zero.</summary>
    static abstract TVector Zero { get; }

    /// <summary>All lanes equal to <paramref name="value"/>.</summary>
    static abstract TVector Create(float value);

    /// <summary>Reads <see cref="Lanes"/> floats that start <paramref name="offset"/> floats after <paramref name="source"/>.</summary>
    static abstract TVector Load(ref readonly float source, int offset);

    /// <summary>Reads the one float at <paramref name="offset"/> into all lanes.</summary>
    static abstract TVector Broadcast(ref readonly float source, int offset);

    /// <summary>Writes all lanes, starting <paramref name="offset"/> floats after <paramref name="destination"/>.</summary>
    static abstract void Store(TVector value, ref float destination, int offset);

    /// <summary>left + right.</summary>
    static abstract TVector Add(TVector left, TVector right);

    /// <summary>left − right.</summary>
    static abstract TVector Subtract(TVector left, TVector right);

    /// <summary>left · right.</summary>
    static abstract TVector Multiply(TVector left, TVector right);

    /// <summary>left / right.</summary>
    static abstract TVector Divide(TVector left, TVector right);

    /// <summary>left · right + addend, fused where the hardware can.</summary>
    static abstract TVector MultiplyAdd(TVector left, TVector right, TVector addend);

    /// <summary>The larger lane by lane; <paramref name="right"/> where either is NaN (one instruction, so put the data on the right).</summary>
    static abstract TVector Max(TVector left, TVector right);

    /// <summary>The larger lane by lane; NaN where either is NaN.</summary>
    static abstract TVector PropagatingMax(TVector left, TVector right);

    /// <summary>The smaller lane by lane; <paramref name="right"/> where either is NaN.</summary>
    static abstract TVector Min(TVector left, TVector right);

    /// <summary>√value.</summary>
    static abstract TVector Sqrt(TVector value);

    /// <summary>e to the power <paramref name="value"/>.</summary>
    static abstract TVector Exp(TVector value);

    /// <summary>1 / (1 + e^−value).</summary>
    static abstract TVector Sigmoid(TVector value);

    /// <summary>e to the power <paramref name="value"/>, minus 1, exact to the last digits near 0 too.</summary>
    static abstract TVector ExpMinusOne(TVector value);

    /// <summary>Hyperbolic tangent.</summary>
    static abstract TVector Tanh(TVector value);

    /// <summary>The standard normal density φ: e^(−x²/2) / √(2π).</summary>
    static abstract TVector NormalDensity(TVector value);

    /// <summary>The standard normal distribution function Φ, (1 + erf(x/√2)) / 2, exact to the last digits in its tail too.</summary>
    static abstract TVector NormalDistribution(TVector value);

    /// <summary>The derivative of value·gate for gate = σ(u): gate + value·gate·(1 − gate)·<paramref name="slope"/>, where slope is u′.</summary>
    static abstract TVector GatedGradient(TVector value, TVector gate, TVector slope);

    /// <summary>Where <paramref name="test"/> is greater than zero <paramref name="ifPositive"/>, elsewhere (NaN included) <paramref name="otherwise"/>.</summary>
    static abstract TVector SelectPositive(TVector test, TVector ifPositive, TVector otherwise);

    /// <summary>Where left equals right <paramref name="ifEqual"/>, elsewhere <paramref name="otherwise"/>.</summary>
    static abstract TVector SelectEqual(TVector left, TVector right, TVector ifEqual, TVector otherwise);

    /// <summary>Adds the lanes, widened to double, to the <see cref="Lanes"/> doubles that start <paramref name="offset"/> after <paramref name="destination"/>.</summary>
    static abstract void AddToDouble(TVector value, ref double destination, int offset);

    /// <summary>The sum of all lanes.</summary>
    static abstract float Sum(TVector value);
}
